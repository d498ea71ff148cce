package policies.resources.res_ephemeral_storage_missing_test

import data.policies.resources.res_ephemeral_storage_missing as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_limit := {"limits": {"ephemeral-storage": "1Gi"}}

test_a_container_without_a_limit_is_found if {
	_report(_pod({"containers": [{"name": "app", "resources": {"requests": {"ephemeral-storage": "1Gi"}}}]})) == {{
		"at": 0,
		"path": ["spec", "containers", 0, "resources", "limits", "ephemeral-storage"],
		"message": concat(" ", [
			`Container "app" of Pod "shop" has no resources.limits.ephemeral-storage,`,
			"so it may fill the disk of its node. Set a limit.",
		]),
	}}
}

test_a_volume_without_a_size_is_found if {
	_report(_pod({"volumes": [{"name": "cache", "emptyDir": {}}]})) == {{
		"at": 0,
		"path": ["spec", "volumes", 0, "emptyDir", "sizeLimit"],
		"message": `The emptyDir "cache" of Pod "shop" has no sizeLimit, so it may fill the disk of its node. Set one.`,
	}}
}

test_a_volume_in_memory_fills_that if {
	some finding in _report(_pod({"volumes": [{"name": "cache", "emptyDir": {"medium": "Memory"}}]}))
	contains(finding.message, "fill the memory of its node")
}

test_limits_and_sizes_pass if {
	_paths(_pod({
		"containers": [{"name": "app", "resources": _limit}],
		"volumes": [{"name": "cache", "emptyDir": {"sizeLimit": "1Gi"}}, {"name": "config", "configMap": {}}],
	})) == set()
}

test_init_containers_count_and_ephemeral_ones_do_not if {
	_paths(_pod({"initContainers": [{"name": "init"}], "ephemeralContainers": [{"name": "debug"}]})) == {
		["spec", "initContainers", 0, "resources", "limits", "ephemeral-storage"],
	}
}

test_field_absent_and_wrong_types if {
	_paths(_pod({})) == set()
	every volumes in [null, 5, "x", {}, [5, null, {"emptyDir": null}, {"emptyDir": "x"}]] {
		_paths(_pod({"volumes": volumes})) == set()
	}
	every resources in [5, "x", {"limits": []}] {
		_paths(_pod({"containers": [{"name": "app", "resources": resources}]})) == set()
	}
	every name in [5, null, []] {
		count(_report(_pod({"volumes": [{"name": name, "emptyDir": {"medium": "Memory"}}]}))) == 1
	}
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
