package policies.lib.resources_test

import data.policies.lib.resources

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

test_containers_but_no_ephemeral_ones if {
	spec := {"containers": [{}], "initContainers": [{}], "ephemeralContainers": [{}]}
	{entry.path | some entry in resources.containers} == {
		["spec", "containers", 0],
		["spec", "initContainers", 0],
	} with input as _pod(spec)
}

test_candidates_leave_out_what_another_rule_says if {
	pod := _pod({"containers": [{"name": "app"}]})
	resources.candidates == [] with input as pod
	with_it := {"run": {"resource": ["resources.res_besteffort"]}}
	resources.candidates == [] with input as pod with data.mergegate_config as with_it
	without_it := {"run": {"resource": []}}
	found := resources.candidates with input as pod with data.mergegate_config as without_it
	count(found) == 1
}

test_declared_resources if {
	block := {"limits": {"cpu": 1}}
	pod := _pod({"containers": [{"name": "app", "resources": block}, {"resources": 5}, {}], "resources": block})
	resources.declared == [
		{
			"at": 0,
			"path": ["spec", "containers", 0, "resources"],
			"called": `Container "app" of Pod "shop"`,
			"resources": block,
		},
		{"at": 0, "path": ["spec", "resources"], "called": `The pod of Pod "shop"`, "resources": block},
	] with input as pod
}

_whole(containers, others) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": array.concat([_pod({"containers": containers})], others),
}

_range(limit) := {
	"apiVersion": "v1",
	"kind": "LimitRange",
	"metadata": {"name": "defaults"},
	"spec": {"limits": [object.union({"type": "Container"}, limit)]},
}

_vpa := {
	"apiVersion": "autoscaling.k8s.io/v1",
	"kind": "VerticalPodAutoscaler",
	"metadata": {"name": "shop"},
	"spec": {"targetRef": {"apiVersion": "v1", "kind": "Pod", "name": "shop"}},
}

_lacking(container, others) := {[group, name] |
	entry := {"at": 0, "what": "container", "path": ["spec", "containers", 0], "container": container, "pod": {}}
	some group in ["requests", "limits"]
	some name in ["cpu", "memory"]
	resources.lack(entry, group, name) with input as _whole([container], others)
}

test_what_is_filled_in_is_not_lacking if {
	app := {"name": "app"}
	every_one := {["limits", "cpu"], ["limits", "memory"], ["requests", "cpu"], ["requests", "memory"]}
	_lacking(app, []) == every_one
	_lacking(app, [_range({"defaultRequest": {"cpu": "1m"}})]) == every_one - {["requests", "cpu"]}
	_lacking(app, [_range({"default": {"memory": "1Gi"}})]) == {["limits", "cpu"], ["requests", "cpu"]}
	_lacking(app, [_vpa]) == {["limits", "cpu"], ["limits", "memory"]}
}

test_a_zero_is_not_filled_in if {
	zero := {"name": "app", "resources": {"requests": {"cpu": 0, "memory": null}}}
	_lacking(zero, [_range({"defaultRequest": {"cpu": "1m", "memory": "1Mi"}})]) == {
		["limits", "cpu"], ["limits", "memory"],
		["requests", "cpu"],
	}
}

test_what_is_filled_in_is_no_besteffort if {
	app := [{"name": "app"}]
	resources.besteffort == {0} with input as _whole(app, [])
	resources.besteffort == set() with input as _whole(app, [_range({"max": {"memory": "1Gi"}})])
	resources.besteffort == set() with input as _whole(app, [_vpa])
	resources.besteffort == {0} with input as _whole(app, [_range({"default": {"ephemeral-storage": "1Gi"}})])
}
