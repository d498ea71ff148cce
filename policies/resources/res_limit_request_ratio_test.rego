package policies.resources.res_limit_request_ratio_test

import data.policies.resources.res_limit_request_ratio as rule

_pod(resources) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"containers": [{"name": "app", "resources": resources}]},
}

_memory(request, limit) := _pod({"requests": {"memory": request}, "limits": {"memory": limit}})

_cpu(request, limit) := _pod({"requests": {"cpu": request}, "limits": {"cpu": limit}})

_report(manifest) := findings if findings := rule.report with input as manifest

_most(name, most) := {"parameters": {"res-limit-request-ratio": {sprintf("max_%s_ratio", [name]): most}}}

test_a_memory_limit_far_above_is_found if {
	_report(_memory("256Mi", "2Gi")) == {{
		"at": 0,
		"path": ["spec", "containers", 0, "resources", "limits", "memory"],
		"message": concat(" ", [
			`Container "app" of Pod "shop" limits memory to "2Gi", more than 4 times its request of "256Mi".`,
			"Raise the request or lower the limit.",
		]),
	}}
}

test_what_is_near_passes if {
	_report(_memory("512Mi", "2Gi")) == set()
	_report(_memory("2Gi", "2Gi")) == set()
	_report(_cpu("10m", 8)) == set()
}

test_field_absent if {
	_report(_pod({"limits": {"memory": "2Gi"}})) == set()
	_report(_pod({"requests": {"memory": "2Gi"}})) == set()
	_report(_pod(null)) == set()
	_report(_memory(0, "2Gi")) == set()
}

test_the_resources_of_the_pod_and_of_init_containers_count if {
	block := {"requests": {"memory": "1Mi"}, "limits": {"memory": "1Gi"}}
	found := _report({"apiVersion": "v1", "kind": "Pod", "spec": {
		"initContainers": [{"resources": block}],
		"resources": block,
	}})
	{finding.path | some finding in found} == {
		["spec", "initContainers", 0, "resources", "limits", "memory"],
		["spec", "resources", "limits", "memory"],
	}
}

test_the_ratios_can_be_configured if {
	count(rule.report) == 0 with input as _memory("1Mi", "9Gi") with data.mergegate_config as _most("memory", 0)
	count(rule.report) == 1 with input as _memory("1Gi", "2Gi") with data.mergegate_config as _most("memory", 1.5)
	count(rule.report) == 1 with input as _cpu("100m", 1) with data.mergegate_config as _most("cpu", 9)
	count(rule.report) == 0 with input as _cpu("100m", 1) with data.mergegate_config as _most("cpu", 10)
	count(rule.report) == 0 with input as _cpu("100m", 1) with data.mergegate_config as _most("cpu", "x")
}

test_wrong_types_are_unknown if {
	every value in ["garbage", "${X}", true, [], {}] {
		_report(_memory(value, "2Gi")) == set()
		_report(_memory("1Mi", value)) == set()
	}
	every resources in [5, "x", [], {"limits": 5, "requests": []}] { _report(_pod(resources)) == set() }
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
