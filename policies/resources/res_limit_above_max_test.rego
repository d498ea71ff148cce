package policies.resources.res_limit_above_max_test

import data.policies.resources.res_limit_above_max as rule

_pod(limits) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"initContainers": [{"name": "init", "resources": {"limits": limits}}]},
}

_config(parameters) := {"parameters": {"res-limit-above-max": parameters}}

_path(name) := ["spec", "initContainers", 0, "resources", "limits", name]

test_nothing_is_too_much_by_default if {
	rule.report == set() with input as _pod({"cpu": 500, "memory": "9Ti"})
}

test_a_limit_above_the_ceiling_is_found if {
	config := _config({"max_memory": "8Gi"})
	found := rule.report with input as _pod({"memory": "16Gi"}) with data.mergegate_config as config
	found == {{
		"at": 0,
		"path": _path("memory"),
		"message": concat(" ", [
			`Init container "init" of Pod "shop" limits memory to "16Gi", above the configured ceiling of 8Gi.`,
			"Lower the limit.",
		]),
	}}
}

test_both_have_ceilings if {
	config := _config({"max_memory": "8Gi", "max_cpu": 4})
	found := rule.report with input as _pod({"cpu": "4001m", "memory": "9Gi"}) with data.mergegate_config as config
	{finding.path | some finding in found} == {_path("cpu"), _path("memory")}
}

test_a_limit_at_the_ceiling_passes if {
	config := _config({"max_memory": "8Gi", "max_cpu": "4"})
	rule.report == set() with input as _pod({"cpu": "4000m", "memory": "8192Mi"}) with data.mergegate_config as config
	rule.report == set() with input as _pod({}) with data.mergegate_config as config
}

test_wrong_types_are_unknown if {
	config := _config({"max_memory": "8Gi", "max_cpu": "lots"})
	every limits in [null, 5, [], {"memory": "${X}", "cpu": 99}, {"memory": []}] {
		found := rule.report with input as _pod(limits) with data.mergegate_config as config
		found == set()
	}
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
