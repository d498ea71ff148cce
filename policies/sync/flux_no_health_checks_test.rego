package policies.sync.flux_no_health_checks_test

import data.policies.sync.flux_no_health_checks as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "apps", "namespace": "flux-system"},
	"spec": object.union({"path": "./apps/production"}, spec),
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(manifest) := findings if findings := rule.report with input as _overlay([manifest])

_paths(manifest) := {finding.path | some finding in _report(manifest)}

test_no_check_warns if {
	_report(_kustomization({})) == {{
		"at": 0,
		"path": ["spec", "wait"],
		"message": concat(" ", [
			`Kustomization "apps" is Ready before anything it applies is healthy: it has neither wait nor health checks.`,
			"Set spec.wait: true.",
		]),
	}}
	every spec in [{"wait": false}, {"wait": null}, {"healthChecks": []}, {"healthCheckExprs": null}] {
		_paths(_kustomization(spec)) == {["spec", "wait"]}
	}
}

test_any_check_passes if {
	every spec in [{"wait": true}, {"healthChecks": [{"kind": "Deployment"}]}, {"healthCheckExprs": [{"kind": "X"}]}] {
		_paths(_kustomization(spec)) == set()
	}
}

test_checks_that_do_not_count_are_a_note if {
	_report(_kustomization({"wait": true, "healthChecks": [{}]})) == {{
		"at": 0,
		"path": ["spec", "healthChecks"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`Kustomization "apps" has health checks that are ignored, since spec.wait is true and checks everything.`,
			"Remove one of them.",
		]),
	}}
}

test_foundations_are_exempt if {
	every path in ["./infrastructure/crds", "./clusters/prod/namespaces", "infra/storage/", "./sources"] {
		_paths(_kustomization({"path": path})) == set()
	}
	_paths(object.union(_kustomization({}), {"metadata": {"name": "gateway-api-crds"}})) == set()
	_paths(_kustomization({"path": "./crds/apps"})) == {["spec", "wait"]}
}

test_what_bootstrap_writes_is_exempt if {
	_paths(object.union(_kustomization({}), {"metadata": {"name": "flux-system"}})) == set()
}

test_what_is_filled_in_later_is_unknown if {
	_paths(_kustomization({"wait": "${WAIT}"})) == set()
	patched := {"overlay": {"patches": ["kind: Kustomization\nspec:\n  wait: true"]}}
	findings := rule.report with input as object.union(_overlay([_kustomization({})]), {"mergegate": patched})
	findings == set()
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _kustomization({})
	findings == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		manifest := object.union(object.remove(_kustomization({}), ["spec"]), {"spec": spec})
		_paths(manifest) == set()
	}
	_paths(_kustomization({"wait": "yes", "healthChecks": 5})) == {["spec", "wait"]}
	_paths({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "spec": {}}) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
