package policies.sync.flux_force_enabled_test

import data.policies.sync.flux_force_enabled as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "apps"},
	"spec": spec,
}

_release(spec) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

test_a_forced_kustomization_is_an_error if {
	_report(_kustomization({"force": true})) == {{
		"at": 0,
		"path": ["spec", "force"],
		"message": concat(" ", [
			`Kustomization "apps" has spec.force true, so it deletes and recreates every object that it cannot change.`,
			"Remove it, and annotate the one object that needs it.",
		]),
	}}
}

test_a_forced_upgrade_says_when_it_counts if {
	_report(_release({"upgrade": {"force": true}})) == {{
		"at": 0,
		"path": ["spec", "upgrade", "force"],
		"message": concat(" ", [
			`HelmRelease "podinfo" has spec.upgrade.force true, which replaces objects on upgrade`,
			"and is ignored under server-side apply. Remove it.",
		]),
	}}
}

test_without_force_all_pass if {
	every spec in [{}, {"force": false}, {"force": null}, {"force": "${FORCE}"}, {"upgrade": {"force": true}}] {
		_report(_kustomization(spec)) == set()
	}
	every spec in [{}, {"upgrade": {}}, {"upgrade": {"force": false}}, {"force": true}, {"install": {"force": true}}] {
		_report(_release(spec)) == set()
	}
}

test_one_object_may_be_marked if {
	marked := {"metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/force": "enabled"}}}
	_report(object.union(_kustomization({}), marked)) == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", [], {"force": "true"}, {"upgrade": 5}] {
		_report(_kustomization(spec)) == set()
		_report(_release(spec)) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
