package policies.sync.flux_field_removed_test

import data.policies.sync.flux_field_removed as rule

_object(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "apps"}, "spec": spec}

_kustomization(spec) := _object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec)

_release(spec) := _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", spec)

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

test_a_field_of_an_old_version_is_an_error if {
	_report(_kustomization({"validation": "client"})) == {{
		"at": 0,
		"path": ["spec", "validation"],
		"message": concat(" ", [
			`Kustomization "apps" sets spec.validation, which kustomize.toolkit.fluxcd.io/v1 does not have, so it is refused.`,
			"Remove it: server-side apply validates anyway.",
		]),
	}}
}

test_every_field_of_a_kustomization if {
	_paths(_kustomization({"patchesStrategicMerge": [], "patchesJson6902": [{}]})) == {
		["spec", "patchesStrategicMerge"],
		["spec", "patchesJson6902"],
	}
}

test_every_field_of_a_release if {
	_report(_release({"chart": {"spec": {"valuesFile": "values-prod.yaml"}}})) == {{
		"at": 0,
		"path": ["spec", "chart", "spec", "valuesFile"],
		"message": concat(" ", [
			`HelmRelease "apps" sets spec.chart.spec.valuesFile, which helm.toolkit.fluxcd.io/v2 does not have,`,
			"so it is refused. Write it as valuesFiles, a list.",
		]),
	}}
	_paths(_release({"postRenderers": [
		{"kustomize": {"patches": []}},
		{"kustomize": {"patchesStrategicMerge": [], "patchesJson6902": []}},
		5,
	]})) == {
		["spec", "postRenderers", 1, "kustomize", "patchesStrategicMerge"],
		["spec", "postRenderers", 1, "kustomize", "patchesJson6902"],
	}
}

test_old_versions_have_the_fields if {
	old := _object("kustomize.toolkit.fluxcd.io/v1beta2", "Kustomization", {"validation": "client"})
	_paths(old) == set()
	_paths(_object("helm.toolkit.fluxcd.io/v2beta2", "HelmRelease", {"chart": {"spec": {"valuesFile": "x"}}})) == set()
}

test_fields_of_today_pass if {
	_paths(_kustomization({"patches": [], "wait": true})) == set()
	today := {"chart": {"spec": {"valuesFiles": ["x"]}}, "postRenderers": [{"kustomize": {"patches": []}}]}
	_paths(_release(today)) == set()
}

test_null_is_absent if _paths(_kustomization({"validation": null})) == set()

test_the_kustomization_of_kustomize_is_another if {
	_paths(_object("kustomize.config.k8s.io/v1", "Kustomization", {"validation": "client"})) == set()
	_paths(_object("kustomize.config.k8s.io/v1beta1", "Kustomization", {"patchesStrategicMerge": []})) == set()
}

test_wrong_types_are_nothing if {
	every renderers in [5, "x", {}, [null], [{"kustomize": 5}]] {
		_paths(_release({"postRenderers": renderers, "chart": 5})) == set()
	}
	_paths(_object("kustomize.toolkit.fluxcd.io", "Kustomization", {"validation": "x"})) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
