package policies.workload.hpa_min_replicas_test

import data.policies.workload.hpa_min_replicas as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_hpa(spec) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": spec,
}

_levels(spec) := {finding.severity | some finding in _report(_hpa(spec))}

_low := {"production": "note", "elsewhere": "off"}

test_one_pod_is_found if {
	_report(_hpa({"minReplicas": 1, "maxReplicas": 5})) == {{
		"at": 0,
		"path": ["spec", "minReplicas"],
		"severity": _low,
		"message": concat(" ", [
			`HorizontalPodAutoscaler "web" has minReplicas 1, so it may go down to one pod,`,
			"and the loss of its node is an outage. Set at least 2.",
		]),
	}}
}

test_one_is_the_default if {
	_report(_hpa({"maxReplicas": 5})) == {{
		"at": 0,
		"path": ["spec", "minReplicas"],
		"severity": _low,
		"message": concat(" ", [
			`HorizontalPodAutoscaler "web" has minReplicas 1 by default, so it may go down to one pod,`,
			"and the loss of its node is an outage. Set at least 2.",
		]),
	}}
	_levels({"minReplicas": null, "maxReplicas": 5}) == {_low}
	_levels({}) == {_low}
}

test_a_minimum_at_the_maximum_is_an_error if {
	_report(_hpa({"minReplicas": 3, "maxReplicas": 3})) == {{
		"at": 0,
		"path": ["spec", "minReplicas"],
		"severity": {"production": "error", "elsewhere": "note"},
		"message": concat(" ", [
			`HorizontalPodAutoscaler "web" has minReplicas 3, equal to its maxReplicas, so it scales nothing.`,
			"Raise maxReplicas.",
		]),
	}}
	_levels({"maxReplicas": 1}) == {{"production": "error", "elsewhere": "note"}}
}

test_a_minimum_above_the_maximum_is_refused if {
	_report(_hpa({"minReplicas": 3, "maxReplicas": 2})) == {{
		"at": 0,
		"path": ["spec", "minReplicas"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			`HorizontalPodAutoscaler "web" has minReplicas 3, above its maxReplicas, which is refused.`,
			"Raise maxReplicas.",
		]),
	}}
}

test_two_pass if _report(_hpa({"minReplicas": 2, "maxReplicas": 3})) == set()

test_scaling_to_zero_is_on_purpose if _report(_hpa({"minReplicas": 0, "maxReplicas": 3})) == set()

test_wrong_types_are_unknown if {
	every value in ["${MIN}", "1", [], {}, true] { _report(_hpa({"minReplicas": value, "maxReplicas": 3})) == set() }
	every value in ["${MAX}", "1", [], null] { _report(_hpa({"minReplicas": 2, "maxReplicas": value})) == set() }
	every spec in [null, 5, "x", []] { _report(_hpa(spec)) == set() }
	_report(object.union(_hpa({}), {"apiVersion": "example.com/v1"})) == set()
}

test_severity if rule.severity == _low
