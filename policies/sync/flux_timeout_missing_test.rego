package policies.sync.flux_timeout_missing_test

import data.policies.sync.flux_timeout_missing as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "apps"},
	"spec": object.union({"interval": "10m", "wait": true}, spec),
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(spec) := findings if findings := rule.report with input as _overlay([_kustomization(spec)])

_paths(spec) := {finding.path | some finding in _report(spec)}

test_checks_without_a_timeout_are_a_note if {
	_report({}) == {{
		"at": 0,
		"path": ["spec", "timeout"],
		"message": concat(" ", [
			`Kustomization "apps" waits for health without spec.timeout, so for the interval less 30 seconds.`,
			"Set spec.timeout to what a healthy start needs.",
		]),
	}}
	_paths({"timeout": null}) == {["spec", "timeout"]}
	_paths({"wait": false, "healthChecks": [{}]}) == {["spec", "timeout"]}
}

test_a_timeout_beyond_the_interval_is_a_note if {
	_report({"timeout": "15m"}) == {{
		"at": 0,
		"path": ["spec", "timeout"],
		"message": concat(" ", [
			`Kustomization "apps" has spec.timeout 15m, longer than its interval 10m, so one check holds up the next.`,
			"Set a shorter timeout.",
		]),
	}}
}

test_a_timeout_within_the_interval_passes if {
	every timeout in ["5m", "10m", "600s"] {
		_paths({"timeout": timeout}) == set()
	}
}

test_without_checks_there_is_nothing_to_time_out if {
	_paths({"wait": false}) == set()
	_paths({"wait": null, "timeout": "15m"}) == set()
}

test_what_is_unknown_is_no_finding if {
	every timeout in ["${TIMEOUT}", "soon", 5, []] {
		_paths({"timeout": timeout}) == set()
	}
	_paths({"timeout": "15m", "interval": "${INTERVAL}"}) == set()
	_paths({"wait": "${WAIT}"}) == set()
	patched := {"overlay": {"patches": ["kind: Kustomization\nspec:\n  timeout: 5m"]}}
	findings := rule.report with input as object.union(_overlay([_kustomization({})]), {"mergegate": patched})
	findings == set()
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _kustomization({})
	findings == set()
}

test_notes_everywhere if rule.severity == {"production": "note", "elsewhere": "note"}
