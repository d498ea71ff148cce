package policies.resources.res_request_exceeds_limit_test

import data.policies.resources.res_request_exceeds_limit as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_one(resources) := _deployment({"containers": [{"name": "app", "resources": resources}]})

_both(name, request, limit) := _one({"requests": {name: request}, "limits": {name: limit}})

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_here(name) := {["spec", "template", "spec", "containers", 0, "resources", "requests", name]}

test_a_request_above_the_limit_is_found if {
	_report(_one({"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "500m", "memory": "1Gi"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "cpu"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" requests more cpu than its limit: "1" is above "500m".`,
			"Lower the request or raise the limit.",
		]),
	}}
}

test_units_are_compared_by_value if {
	every pair in [
		["1Gi", "1G"], ["1025Mi", "1Gi"], ["1e3", "999"], [2, "1500m"], ["1", "0.9"], ["0.2", "150m"], ["1k", 999],
		["1Mi", "1M"], ["129M", "123Mi"], ["1", 0],
	] {
		_paths(_both("memory", pair[0], pair[1])) == _here("memory")
	}
	every pair in [
		["1G", "1Gi"], ["1024Mi", "1Gi"], ["1e3", "1k"], ["1000m", 1], ["0.1", "100m"], ["100m", "0.1"], [0.1, "100m"],
		["128974848", "129e6"], ["123Mi", "128974848000m"], [0, 0],
	] {
		_paths(_both("memory", pair[0], pair[1])) == set()
	}
}

test_other_resources_count_too if {
	_paths(_both("ephemeral-storage", "2Gi", "1Gi")) == _here("ephemeral-storage")
	_paths(_both("hugepages-2Mi", "4Mi", "2Mi")) == _here("hugepages-2Mi")
}

test_one_of_both_passes if {
	_paths(_one({"requests": {"cpu": 1}})) == set()
	_paths(_one({"requests": {"cpu": 1}, "limits": {"memory": "1Mi"}})) == set()
	_paths(_one({"requests": {"cpu": 1}, "limits": {"cpu": null}})) == set()
	_paths(_one(null)) == set()
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_init_containers_and_pods_count if {
	bad := {"requests": {"cpu": 2}, "limits": {"cpu": 1}}
	_report(_deployment({"initContainers": [{"resources": bad}], "containers": [], "resources": bad})) == {
		{
			"at": 0,
			"path": ["spec", "template", "spec", "initContainers", 0, "resources", "requests", "cpu"],
			"message": concat(" ", [
				`Init container 0 of Deployment "shop" requests more cpu than its limit: 2 is above 1.`,
				"Lower the request or raise the limit.",
			]),
		},
		{
			"at": 0,
			"path": ["spec", "template", "spec", "resources", "requests", "cpu"],
			"message": concat(" ", [
				`The pod of Deployment "shop" requests more cpu than its limit: 2 is above 1.`,
				"Lower the request or raise the limit.",
			]),
		},
	}
}

test_what_cannot_be_parsed_cannot_be_compared if {
	every pair in [["garbage", "1"], ["2", "garbage"], ["${CPU}", "1"], ["2", "${CPU}"], [[], 1], [2, {}], [true, 1]] {
		_paths(_both("cpu", pair[0], pair[1])) == set()
	}
}

test_wrong_types_are_nothing if {
	every resources in [5, "x", [], {"requests": 5, "limits": {"cpu": 1}}, {"requests": {"cpu": 2}, "limits": [1]}] {
		_paths(_one(resources)) == set()
		_paths(_deployment({"containers": [], "resources": resources})) == set()
	}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
