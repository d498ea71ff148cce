package policies.resources.res_cpu_limit_missing_test

import data.policies.resources.res_cpu_limit_missing as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

# What is missing below is all that is missing: memory keeps the pod from being BestEffort.
_container(limits) := {"name": "app", "resources": {"requests": {"memory": "1Gi"}, "limits": limits}}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_path(list, index) := ["spec", list, index, "resources", "limits", "cpu"]

test_a_container_without_it_is_found if {
	_report(_pod({"containers": [_container({})]})) == {{
		"at": 0,
		"path": ["spec", "containers", 0, "resources", "limits", "cpu"],
		"message": concat(" ", [
			`Container "app" of Pod "shop" has no resources.limits.cpu,`,
			"so it may take every idle core of its node. Set a limit well above its request.",
		]),
	}}
}

test_what_counts_as_absent if {
	every limits in [{}, null, {"cpu": null}, {"cpu": 0}, {"memory": "1Gi"}] {
		_paths(_pod({"containers": [_container(limits)]})) == {_path("containers", 0)}
	}
}

test_a_limit_passes if {
	every cpu in ["500m", 1, 0.5, "garbage", "${CPU}"] {
		_paths(_pod({"containers": [_container({"cpu": cpu})]})) == set()
	}
}

test_every_container_counts if {
	_paths(_pod({
		"containers": [_container({"cpu": 1}), {"name": "bad"}],
		"initContainers": [{"name": "init"}, {"name": "sidecar", "restartPolicy": "Always"}],
		"ephemeralContainers": [{"name": "debug"}],
	})) == {_path("containers", 1), _path("initContainers", 0), _path("initContainers", 1)}
}

test_the_resources_of_the_pod_satisfy if {
	_paths(_pod({"containers": [_container({})], "resources": {"limits": {"cpu": 2}}})) == set()
}

test_a_pod_without_anything_is_left_to_besteffort if {
	_paths(_pod({"containers": [{"name": "app"}]})) == set()
	alone := {"run": {"resource": ["resources.res_cpu_limit_missing"]}}
	found := rule.report with input as _pod({"containers": [{"name": "app"}]}) with data.mergegate_config as alone
	count(found) == 1
}

test_wrong_types_are_unknown if {
	every resources in [5, "x", [], true, {"limits": 5}, "${R}"] {
		_paths(_pod({"containers": [{"name": "app", "resources": resources}]})) == set()
	}
	every containers in [null, 5, "x", {}, [5, null]] { _paths(_pod({"containers": containers})) == set() }
}

test_severity if rule.severity == {"production": "note", "elsewhere": "off"}
