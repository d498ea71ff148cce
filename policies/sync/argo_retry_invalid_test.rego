package policies.sync.argo_retry_invalid_test

import data.policies.sync.argo_retry_invalid as rule

_application(retry) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": {"retry": retry}},
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": {"syncPolicy": {"retry": {"limit": 0}}}}}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

# Fields below retry, each with its severity in production.
_found(retry) := {[concat(".", array.slice(finding.path, 3, 9)), finding.severity.production] |
	some finding in _report(_application(retry))
}

_backoff(backoff) := _found({"limit": 5, "backoff": backoff})

test_endless_retries_are_found if {
	_report(_application({"limit": -1})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "retry", "limit"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Application "shop" retries a failing sync for ever: syncPolicy.retry.limit is -1.`,
			"Write a limit such as 5.",
		]),
	}}
}

test_a_limit_of_zero_never_retries if {
	every retry in [{"limit": 0}, {}, {"limit": null}, {"backoff": {"duration": "5s"}}] {
		_found(retry) == {["limit", "warning"]}
	}
}

test_usual_retries_pass if {
	every retry in [
		{"limit": 5}, {"limit": 1, "backoff": {}}, {"limit": 5, "backoff": null},
		{"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}},
		{"limit": "${LIMIT}", "backoff": {"duration": "{{ .wait }}", "factor": "${FACTOR}", "maxDuration": "${MAX}"}},
	] {
		_found(retry) == set()
	}
}

test_no_retry_is_another_rules if {
	every retry in [null, "x", 5, [], "${RETRY}"] {
		_found(retry) == set()
	}
}

test_durations if {
	every good in ["5s", "1m30s", "90", "+5", "0", "", 5, null] {
		_backoff({"duration": good, "maxDuration": "0"}) == set()
	}
	every bad in ["5 s", "1d", "soon", "5S", [], {}, true, 1.5] {
		_backoff({"duration": bad}) == {["backoff.duration", "error"]}
		_backoff({"maxDuration": bad}) == {["backoff.maxDuration", "error"]}
	}
}

test_a_cap_below_the_first_wait_is_found if {
	_report(_application({"limit": 1, "backoff": {"duration": "2m", "maxDuration": "90"}})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "retry", "backoff", "maxDuration"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Application "shop" caps its first wait of 2m at 90:`,
			"syncPolicy.retry.backoff.maxDuration is the smaller one. Raise it.",
		]),
	}}
	_backoff({"maxDuration": "2s"}) == {["backoff.maxDuration", "warning"]}
	_backoff({"duration": "10m"}) == {["backoff.maxDuration", "warning"]}
}

test_other_caps_pass if {
	every backoff in [
		{"duration": "10m", "maxDuration": "0"}, {"duration": "10m", "maxDuration": "0s"},
		{"duration": "10m", "maxDuration": "10m"}, {"duration": "10m", "maxDuration": "${MAX}"},
		{"maxDuration": "5s"}, {"duration": "3m"},
	] {
		_backoff(backoff) == set()
	}
}

test_factors if {
	every good in [1, 2, 10, null] {
		_backoff({"factor": good}) == set()
	}
	_backoff({"factor": 0}) == {["backoff.factor", "warning"]}
	_backoff({"factor": -2}) == {["backoff.factor", "warning"]}
	every bad in ["2", 1.5, [], {}, true] {
		_backoff({"factor": bad}) == {["backoff.factor", "error"]}
	}
}

test_limits_of_wrong_types if {
	every bad in ["5", 1.5, [], {}, true] {
		_found({"limit": bad}) == {["limit", "error"]}
	}
}

test_backoffs_of_wrong_types_are_nothing if {
	every bad in ["5", 1.5, [], true] {
		_backoff(bad) == set()
	}
}

test_templates_count if {
	paths := {finding.path | some finding in _report(_set({}))}
	paths == {["spec", "template", "spec", "syncPolicy", "retry", "limit"]}
	_report(_set({"templatePatch": "spec: {syncPolicy: {retry: {limit: 3}}}"})) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
