package policies.resources.res_not_guaranteed_test

import data.policies.resources.res_not_guaranteed as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

_one(resources) := _pod({"containers": [{"name": "app", "resources": resources}]})

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_here := {["spec", "containers", 0, "resources"]}

_equal := {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": 1, "memory": "1024Mi"}}

test_requests_below_limits_are_found if {
	_report(_one({"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "1Gi"}})) == {{
		"at": 0,
		"path": ["spec", "containers", 0, "resources"],
		"message": concat(" ", [
			`Pod "shop" is not of the class Guaranteed: requests and limits of "app" differ.`,
			"Set them equal for CPU and memory.",
		]),
	}}
}

test_it_is_one_finding_a_pod if {
	asks := {"requests": {"cpu": "1"}}
	_report(_pod({
		"initContainers": [{"name": "init", "resources": asks}],
		"containers": [{"name": "app", "resources": _equal}, {"name": "log", "resources": asks}],
	})) == {{
		"at": 0,
		"path": ["spec", "containers", 1, "resources"],
		"message": concat(" ", [
			`Pod "shop" is not of the class Guaranteed: requests and limits of "init" and "log" differ.`,
			"Set them equal for CPU and memory.",
		]),
	}}
}

test_what_is_missing_differs if {
	every resources in [
		{"limits": {"cpu": 1}}, {"limits": {"memory": "1Gi"}}, {"requests": {"cpu": 1, "memory": "1Gi"}},
		{"limits": {"cpu": 1, "memory": "1Gi"}, "requests": {"cpu": "500m"}},
	] {
		_paths(_one(resources)) == _here
	}
}

test_equal_ones_pass if {
	every resources in [
		_equal, {"limits": {"cpu": 1, "memory": "1Gi"}}, {"limits": {"cpu": 1, "memory": "1Gi"}, "requests": null},
		{"limits": {"cpu": "${CPU}", "memory": "1Gi"}}, "${RESOURCES}",
		{"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "${CPU}"}},
	] {
		_paths(_one(resources)) == set()
	}
}

test_the_resources_of_the_pod_decide if {
	_paths(_pod({"containers": [{"name": "app", "resources": {"requests": {"cpu": 1}}}], "resources": _equal})) == set()
}

test_a_pod_without_anything_is_left_to_besteffort if {
	_paths(_one({})) == set()
	alone := {"run": {"resource": ["resources.res_not_guaranteed"]}}
	found := rule.report with input as _one({}) with data.mergegate_config as alone
	{finding.path | some finding in found} == _here
}

test_wrong_types if {
	every resources in [5, "x", [], {"limits": 5}, {"limits": {"cpu": [], "memory": {}}, "requests": "x"}] {
		_paths(_one(resources)) == set()
	}
	every containers in [null, 5, {}, [5]] { _paths(_pod({"containers": containers})) == set() }
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
