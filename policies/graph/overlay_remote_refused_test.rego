package policies.graph.overlay_remote_refused_test

import data.policies.graph.overlay_remote_refused as rule

_report(failures) := findings if {
	findings := rule.report with input as {
		"mergegate": {"scope": "repository"},
		"repository": {"failures": failures},
	}
}

test_each_failure_is_reported_for_its_overlay if {
	failures := [
		{"rule": "another", "message": "x", "overlays": ["a"]},
		{"rule": "overlay-remote-refused", "message": "\"b\" does not exist", "overlays": ["apps/b"]},
	]
	_report(failures) == {{
		"failure": 1,
		"path": [],
		"overlays": ["apps/b"],
		"message": "The overlay needs the network: \"b\" does not exist.",
	}}
}

test_no_failure_no_finding if {
	_report([]) == set()
}

test_facts_that_are_absent_say_nothing if {
	count(rule.report) == 0 with input as {"kind": "ConfigMap"}
}

test_an_overlay_that_was_not_checked_is_an_error_everywhere if {
	rule.severity == {"production": "error", "elsewhere": "error"}
}
