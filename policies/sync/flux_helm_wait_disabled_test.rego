package policies.sync.flux_helm_wait_disabled_test

import data.policies.sync.flux_helm_wait_disabled as rule

_release(spec) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _release(spec)

_paths(spec) := {concat(".", finding.path) | some finding in _report(spec)}

test_not_waiting_warns if {
	_report({"upgrade": {"disableWait": true}}) == {{
		"at": 0,
		"path": ["spec", "upgrade", "disableWait"],
		"message": concat(" ", [
			`HelmRelease "podinfo" does not wait for what it upgrades: spec.upgrade.disableWait is true.`,
			"Remove it.",
		]),
	}}
}

test_every_switch_is_a_finding_of_its_own if {
	both := {"disableWait": true, "disableOpenAPIValidation": true}
	_paths({"install": both, "upgrade": both, "rollback": {"disableWait": true}, "test": {"ignoreFailures": true}}) == {
		"spec.install.disableWait", "spec.install.disableOpenAPIValidation",
		"spec.upgrade.disableWait", "spec.upgrade.disableOpenAPIValidation",
		"spec.rollback.disableWait", "spec.test.ignoreFailures",
	}
}

test_all_else_passes if {
	every spec in [
		{}, {"install": {"disableWait": false}}, {"upgrade": {"disableWait": null}}, {"upgrade": {"disableWait": "${WAIT}"}},
		{"install": {"disableWaitForJobs": true}}, {"uninstall": {"disableWait": true}}, {"test": {"enable": true}},
	] {
		_paths(spec) == set()
	}
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {"disableWait": "true"}] {
		_paths({"install": value, "upgrade": value, "rollback": value, "test": value}) == set()
		_paths(value) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
