package policies.resources.res_cpu_request_missing_test

import data.policies.resources.res_cpu_request_missing as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

# What is missing below is all that is missing: memory keeps the pod from being BestEffort.
_container(resources) := {"name": "app", "resources": object.union(
	{"limits": {"memory": "1Gi"}},
	resources,
)}

_one(resources) := _deployment({"containers": [_container(resources)]})

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_path(list, index) := ["spec", "template", "spec", list, index, "resources", "requests", "cpu"]

_here := {_path("containers", 0)}

test_a_container_without_it_is_found if {
	_report(_one({})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "cpu"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" has no resources.requests.cpu,`,
			"so the scheduler counts it as idle. Set what it uses in normal operation.",
		]),
	}}
}

test_what_counts_as_absent if {
	every resources in [
		{"requests": {}}, {"requests": null}, {"requests": {"cpu": null}}, {"limits": {"memory": "1Gi", "cpu": null}},
	] {
		_paths(_one(resources)) == _here
	}
}

test_zero_is_none if {
	_report(_one({"requests": {"cpu": "0"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "cpu"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets resources.requests.cpu to 0, which counts as none,`,
			"so the scheduler counts it as idle. Set what it uses in normal operation.",
		]),
	}}
	_paths(_one({"limits": {"cpu": "0", "memory": "1Gi"}})) == _here
	_paths(_one({"requests": {"cpu": 0}, "limits": {"cpu": 5, "memory": "1Gi"}})) == _here
}

test_a_request_passes if {
	every value in ["64Mi", 1, "1", "garbage", "${VALUE}"] {
		_paths(_one({"requests": {"cpu": value}})) == set()
	}
}

test_a_limit_stands_in_for_the_request if {
	_paths(_one({"limits": {"cpu": "1"}})) == set()
}

test_every_container_counts if {
	good := {"name": "good", "resources": {"limits": {"cpu": 1, "memory": "1Gi"}}}
	_paths(_deployment({
		"containers": [good, {"name": "bad"}],
		"initContainers": [
			{"name": "init"},
			good,
			{"name": "sidecar", "restartPolicy": "Always"},
		],
		"ephemeralContainers": [{"name": "debug"}],
	})) == {_path("containers", 1), _path("initContainers", 0), _path("initContainers", 2)}
}

test_an_init_container_is_called_one if {
	messages := {finding.message | some finding in _report(_deployment({"initContainers": [_container({})]}))}
	messages == {concat(" ", [
		`Init container "app" of Deployment "shop" has no resources.requests.cpu,`,
		"so the scheduler counts it as idle. Set what it uses in normal operation.",
	])}
}

test_a_container_without_a_name_is_counted if {
	nameless := object.remove(_container({}), ["name"])
	messages := {finding.message | some finding in _report(_deployment({"containers": [nameless]}))}
	messages == {concat(" ", [
		`Container 0 of Deployment "shop" has no resources.requests.cpu,`,
		"so the scheduler counts it as idle. Set what it uses in normal operation.",
	])}
}

test_the_resources_of_the_pod_satisfy if {
	spec := {"containers": [{"name": "app"}, {"name": "log"}]}
	every resources in [{"requests": {"cpu": "1"}}, {"limits": {"cpu": "1"}}] {
		_paths(_deployment(object.union(spec, {"resources": resources}))) == set()
	}
	_paths(_deployment(object.union(spec, {"resources": {"limits": {"memory": "1Gi"}}}))) == {
		_path("containers", 0),
		_path("containers", 1),
	}
}

test_a_pod_without_anything_is_left_to_besteffort if {
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_without_besteffort_it_speaks if {
	config := {"run": {"resource": ["resources.res_cpu_request_missing"]}}
	input_ := _deployment({"containers": [{"name": "app"}]})
	found := rule.report with input as input_ with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_with_besteffort_it_is_silent if {
	config := {"run": {"resource": ["resources.res_besteffort", "resources.res_cpu_request_missing"]}}
	input_ := _deployment({"containers": [{"name": "app"}]})
	found := rule.report with input as input_ with data.mergegate_config as config
	found == set()
}

test_wrong_types_are_unknown if {
	every resources in [5, "x", [], true, {"requests": 5, "limits": 5}, {"requests": [], "limits": "x"}, "${R}"] {
		_paths(_deployment({"containers": [{"name": "app", "resources": resources}]})) == set()
		_paths(_deployment({"containers": [_container({})], "resources": resources})) == set()
	}
	every containers in [null, 5, "x", {}, [5, null, "x"]] {
		_paths(_deployment({"containers": containers})) == set()
	}
}

test_severity if rule.severity == {"production": "warning", "elsewhere": "note"}
