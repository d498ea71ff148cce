package policies.sync.flux_prune_disabled_test

import data.policies.sync.flux_prune_disabled as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "apps", "namespace": "flux-system"},
	"spec": object.union({"path": "./apps/production", "interval": "10m"}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

_found(manifest) := {[finding.path, finding.severity.production] | some finding in _report(manifest)}

_here := ["spec", "prune"]

test_no_pruning_warns if {
	_report(_kustomization({"prune": false})) == {{
		"at": 0,
		"path": ["spec", "prune"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Kustomization "apps" does not prune, so what is removed from Git stays in the cluster.`,
			"Set spec.prune: true.",
		]),
	}}
}

test_an_absent_field_is_refused if {
	_report(_kustomization({})) == {{
		"at": 0,
		"path": ["spec", "prune"],
		"severity": {"production": "error", "elsewhere": "note"},
		"message": concat(" ", [
			`Kustomization "apps" is refused by the API server: spec.prune is not set.`,
			"Set spec.prune: true.",
		]),
	}}
	_found(_kustomization({"prune": null})) == {[_here, "error"]}
	_found(_kustomization({"prune": "true"})) == {[_here, "error"]}
}

test_pruning_passes if _found(_kustomization({"prune": true})) == set()

test_what_must_outlive_its_manifest_is_exempt if {
	every path in [
		"./infrastructure/crds", "./crds/", "infrastructure/cert-manager-crds", "./clusters/prod/namespaces",
		"./infra/Storage", "sources",
	] {
		_found(_kustomization({"prune": false, "path": path})) == set()
	}
	every name in ["crds", "prometheus-crds", "namespaces", "storage", "sources"] {
		_found(object.union(_kustomization({"prune": false}), {"metadata": {"name": name}})) == set()
	}
}

test_only_the_last_part_of_the_path_and_whole_words_exempt if {
	every path in ["./crds/apps", "./apps/resources", "./apps/storageclass", "./apps/namespaced"] {
		_found(_kustomization({"prune": false, "path": path})) == {[_here, "warning"]}
	}
}

test_nothing_exempts_from_the_field_itself if {
	_found(_kustomization({"path": "./infrastructure/crds"})) == {[_here, "error"]}
}

test_labels_of_objects_are_no_finding if {
	labels := {"metadata": {"labels": {"kustomize.toolkit.fluxcd.io/prune": "disabled"}}}
	_found(object.union(_kustomization({"prune": true}), labels)) == set()
	_found(object.union({"apiVersion": "v1", "kind": "ConfigMap"}, labels)) == set()
}

test_what_is_substituted_later_is_unknown if _found(_kustomization({"prune": "${PRUNE}"})) == set()

test_the_kustomization_of_kustomize_is_another if {
	_report({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "spec": {}}) == set()
	_report({"kind": "Kustomization", "resources": []}) == set()
}

test_wrong_types_are_refused_too if {
	every prune in [5, [], {}, "no"] {
		_found(_kustomization({"prune": prune})) == {[_here, "error"]}
	}
	every path in [5, null, [], ""] {
		_found(_kustomization({"prune": false, "path": path})) == {[_here, "warning"]}
	}
	every spec in [null, 5, "x", []] {
		_report({"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "spec": spec}) == set()
	}
}

test_errors_in_production_notes_elsewhere if rule.severity == {"production": "error", "elsewhere": "note"}
