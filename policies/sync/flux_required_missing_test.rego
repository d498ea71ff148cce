package policies.sync.flux_required_missing_test

import data.policies.sync.flux_required_missing as rule

_source_group := "source.toolkit.fluxcd.io/v1"

_object(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "apps"}, "spec": spec}

_kustomization(spec) := _object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec)

_release(spec) := _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", spec)

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(manifest) := findings if findings := rule.report with input as _overlay([manifest])

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_source := {"kind": "GitRepository", "name": "flux-system"}

test_a_missing_interval_is_an_error if {
	_report(_kustomization({"sourceRef": _source})) == {{
		"at": 0,
		"path": ["spec", "interval"],
		"message": `Kustomization "apps" has no spec.interval, so the API server refuses it. Set spec.interval.`,
	}}
	_paths(_kustomization({"interval": null, "sourceRef": _source})) == {["spec", "interval"]}
	_paths(_kustomization({"interval": "", "sourceRef": _source})) == {["spec", "interval"]}
}

test_a_missing_source_is_told_once if {
	_paths(_kustomization({"interval": "5m"})) == {["spec", "sourceRef"]}
	_paths(_kustomization({"interval": "5m", "sourceRef": {}})) == {
		["spec", "sourceRef", "kind"],
		["spec", "sourceRef", "name"],
	}
	_paths(_kustomization({"interval": "5m", "sourceRef": {"kind": "Bucket"}})) == {["spec", "sourceRef", "name"]}
}

test_sources if {
	every kind in ["GitRepository", "OCIRepository"] {
		_paths(_object(_source_group, kind, {})) == {["spec", "interval"], ["spec", "url"]}
		_paths(_object(_source_group, kind, {"interval": "1h", "url": "https://example.com/x"})) == set()
	}
	_paths(_object(_source_group, "Bucket", {})) == {["spec", "interval"], ["spec", "endpoint"], ["spec", "bucketName"]}
	_paths(_object(_source_group, "HelmChart", {"interval": "1h"})) == {["spec", "chart"], ["spec", "sourceRef"]}
}

test_the_interval_of_a_helm_repository_is_optional if {
	_paths(_object(_source_group, "HelmRepository", {})) == {["spec", "url"]}
	_paths(_object(_source_group, "HelmRepository", {"url": "https://charts.example.com"})) == set()
}

test_a_release_has_one_chart if {
	_report(_release({"interval": "1h"})) == {{
		"at": 0,
		"path": ["spec", "chart"],
		"message": concat(" ", [
			`HelmRelease "apps" has neither spec.chart nor spec.chartRef, so the API server refuses it.`,
			"Set one of them.",
		]),
	}}
	chart := {"spec": {"chart": "podinfo", "sourceRef": _source}}
	_report(_release({"interval": "1h", "chart": chart, "chartRef": _source})) == {{
		"at": 0,
		"path": ["spec", "chartRef"],
		"message": concat(" ", [
			`HelmRelease "apps" has both spec.chart and spec.chartRef, so the API server refuses it.`,
			"Keep one of them.",
		]),
	}}
	_paths(_release({"interval": "1h", "chart": chart})) == set()
	_paths(_release({"interval": "1h", "chartRef": _source})) == set()
	_paths(_release({"chartRef": _source})) == {["spec", "interval"]}
	_paths(_release({"interval": "1h", "chart": {"spec": {}}})) == {
		["spec", "chart", "spec", "chart"],
		["spec", "chart", "spec", "sourceRef"],
	}
}

test_a_complete_kustomization_passes if {
	_paths(_kustomization({"interval": "5m", "sourceRef": _source})) == set()
	_paths(_kustomization({"interval": "${INTERVAL}", "sourceRef": "${SOURCE}"})) == set()
}

test_a_patch_of_the_kustomization_above_may_add_it if {
	patched := {
		"mergegate": {"scope": "overlay", "overlay": {"patches": [
			"kind: Kustomization\nspec:\n  interval: 1h\n",
			"kind: HelmRelease\nspec:\n  interval: 1h\n  chart: {}\n",
		]}},
		"resources": [_kustomization({}), _release({})],
	}
	findings := rule.report with input as patched
	{[finding.at, finding.path] | some finding in findings} == {[0, ["spec", "sourceRef"]]}
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _kustomization({})
	findings == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		_paths(_kustomization(spec)) == set()
	}
	_paths(_release({"interval": 5, "chart": 5})) == set()
	_paths(_release({"interval": 5, "chart": {"spec": []}})) == set()
	_paths(_object("example.com/v1", "Kustomization", {})) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
