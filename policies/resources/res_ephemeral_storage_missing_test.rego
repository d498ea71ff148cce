package policies.resources.res_ephemeral_storage_missing_test

import data.policies.resources.res_ephemeral_storage_missing as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_limit := {"limits": {"ephemeral-storage": "1Gi"}}

_limited := {"name": "limited", "resources": _limit}

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

_cache(volume) := {"volumes": [{"name": "cache", "emptyDir": volume}]}

_said(spec) := {finding.message | some finding in _report(_pod(spec)); finding.path[1] == "volumes"}

test_a_volume_without_a_size_is_found if {
	spec := {"containers": [{"name": "app", "resources": {"limits": {"memory": "1Gi"}}}, _limited]}
	[finding | some finding in _report(_pod(object.union(spec, _cache({})))); finding.path[1] == "volumes"] == [{
		"at": 0,
		"path": ["spec", "volumes", 0, "emptyDir", "sizeLimit"],
		"message": `The emptyDir "cache" of Pod "shop" has no sizeLimit, so it may fill the disk of its node. Set one.`,
	}]
}

test_a_volume_in_memory_fills_that if {
	said := _said(object.union({"containers": [_limited]}, _cache({"medium": "Memory"})))
	said == {`The emptyDir "cache" of Pod "shop" has no sizeLimit, so it may fill the memory of its node. Set one.`}
}

# The kubelet evicts a pod whose volumes and containers together exceed the limits of its containers.
test_limits_of_all_containers_bound_volumes if {
	limited := {"containers": [_limited], "initContainers": [_limited], "ephemeralContainers": [{"name": "debug"}]}
	_said(object.union(limited, _cache({}))) == set()
	count(_said(object.union(limited, _cache({"medium": "Memory"})))) == 1
	count(_said(object.union({"containers": [_limited], "initContainers": [{"name": "init"}]}, _cache({})))) == 1
}

# What is written to a volume in memory counts as memory of the container that writes.
test_memory_limits_of_all_containers_bound_volumes_in_memory if {
	memory := {"limits": {"memory": "1Gi"}}
	volume := _cache({"medium": "Memory"})
	_said(object.union({"containers": [{"name": "app", "resources": memory}]}, volume)) == set()
	_said(object.union({"containers": [{"name": "app"}], "resources": memory}, volume)) == set()
	count(_said(object.union({"containers": [{"name": "app", "resources": memory}, {"name": "log"}]}, volume))) == 1
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
		count(_said({"containers": [{"name": "app"}], "volumes": [{"name": name, "emptyDir": {"medium": "Memory"}}]})) == 1
	}
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
