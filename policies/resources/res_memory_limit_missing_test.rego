package policies.resources.res_memory_limit_missing_test

import data.policies.resources.res_memory_limit_missing as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

# What is missing below is all that is missing: memory keeps the pod from being BestEffort.
_container(resources) := {"name": "app", "resources": object.union(
	{"requests": {"memory": "1Gi"}},
	resources,
)}

_one(resources) := _deployment({"containers": [_container(resources)]})

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_path(list, index) := ["spec", "template", "spec", list, index, "resources", "limits", "memory"]

_here := {_path("containers", 0)}

test_a_container_without_it_is_found if {
	_report(_one({})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" has no resources.limits.memory,`,
			"so a leak takes the whole node's memory. Set a limit above its peak.",
		]),
	}}
}

test_what_counts_as_absent if {
	every resources in [{"limits": {}}, {"limits": null}, {"limits": {"memory": null}}, {"limits": {"cpu": 1}}] {
		_paths(_one(resources)) == _here
	}
}

test_zero_is_none if {
	_report(_one({"limits": {"memory": "0"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets resources.limits.memory to 0, which counts as none,`,
			"so a leak takes the whole node's memory. Set a limit above its peak.",
		]),
	}}
	_paths(_one({"limits": {"memory": 0}})) == _here
}

test_a_limit_passes if {
	every value in ["64Mi", 134217728, "garbage", "${VALUE}"] {
		_paths(_one({"limits": {"memory": value}})) == set()
	}
}

test_a_request_does_not_stand_in_for_the_limit if {
	_paths(_one({"requests": {"memory": "1Gi"}})) == _here
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
		`Init container "app" of Deployment "shop" has no resources.limits.memory,`,
		"so a leak takes the whole node's memory. Set a limit above its peak.",
	])}
}

test_a_container_without_a_name_is_counted if {
	nameless := object.remove(_container({}), ["name"])
	messages := {finding.message | some finding in _report(_deployment({"containers": [nameless]}))}
	messages == {concat(" ", [
		`Container 0 of Deployment "shop" has no resources.limits.memory,`,
		"so a leak takes the whole node's memory. Set a limit above its peak.",
	])}
}

test_the_resources_of_the_pod_satisfy if {
	spec := {"containers": [{"name": "app"}, {"name": "log"}]}
	_paths(_deployment(object.union(spec, {"resources": {"limits": {"memory": "1Gi"}}}))) == set()
	_paths(_deployment(object.union(spec, {"resources": {"requests": {"memory": "1Gi"}}}))) == {
		_path("containers", 0),
		_path("containers", 1),
	}
}

test_a_pod_without_anything_is_left_to_besteffort if {
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_without_besteffort_it_speaks if {
	config := {"run": {"resource": ["resources.res_memory_limit_missing"]}}
	input_ := _deployment({"containers": [{"name": "app"}]})
	found := rule.report with input as input_ with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_with_besteffort_it_is_silent if {
	config := {"run": {"resource": ["resources.res_besteffort", "resources.res_memory_limit_missing"]}}
	input_ := _deployment({"containers": [{"name": "app"}]})
	found := rule.report with input as input_ with data.mergegate_config as config
	found == set()
}

test_daemon_sets_of_the_platform_are_exempt if {
	daemon := object.union(_one({}), {"kind": "DaemonSet"})
	_paths(daemon) == _here
	_paths(object.union(daemon, {"metadata": {"namespace": "kube-system"}})) == set()
	_paths(object.union(_one({}), {"metadata": {"namespace": "kube-system"}})) == _here
	every priority in ["system-node-critical", "system-cluster-critical"] {
		critical := {"spec": {"template": {"spec": {"priorityClassName": priority}}}}
		_paths(object.union(daemon, critical)) == set()
		_paths(object.union(_one({}), critical)) == _here
	}
}

test_the_namespaces_of_the_platform_can_be_configured if {
	config := {"parameters": {"res-memory-limit-missing": {"platform_namespaces": ["logging"]}}}
	daemon := object.union(_one({}), {"kind": "DaemonSet", "metadata": {"namespace": "logging"}})
	found := rule.report with input as daemon with data.mergegate_config as config
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

test_severity if rule.severity == {"production": "error", "elsewhere": "warning"}
