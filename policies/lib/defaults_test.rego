package policies.lib.defaults_test

import data.policies.lib.defaults

_overlay(others) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": array.concat([_web], others),
}

_web := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": {"containers": [{"name": "app"}]}}},
}

_entry(what, name) := {"at": 0, "what": what, "container": {"name": name}}

_range(space, limits) := {
	"apiVersion": "v1",
	"kind": "LimitRange",
	"metadata": {"name": "defaults", "namespace": space},
	"spec": {"limits": limits},
}

_vpa(spec) := {
	"apiVersion": "autoscaling.k8s.io/v1",
	"kind": "VerticalPodAutoscaler",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}, spec),
}

_given(others, entry) := {[group, name] |
	some group in ["limits", "requests"]
	some name in ["cpu", "ephemeral-storage", "memory"]
	defaults.gives(entry, group, name) with input as _overlay(others)
}

_of_range(limit) := _given([_range("shop", [object.union({"type": "Container"}, limit)])], _entry("init container", ""))

test_a_limit_range_gives_what_it_says if {
	_of_range({"default": {"cpu": "1"}}) == {["limits", "cpu"], ["requests", "cpu"]}
	_of_range({"defaultRequest": {"memory": "1Gi"}}) == {["requests", "memory"]}
	_of_range({"max": {"memory": "1Gi"}}) == {["limits", "memory"], ["requests", "memory"]}
	_of_range({"min": {"cpu": "1m"}}) == {["requests", "cpu"]}
	_of_range({"default": {"cpu": null}}) == set()
	_of_range({"type": "Pod", "max": {"cpu": "1"}}) == set()
}

test_a_limit_range_is_of_its_namespace if {
	limits := [{"type": "Container", "defaultRequest": {"cpu": "1m"}}]
	entry := _entry("container", "app")
	count(_given([_range("shop", limits)], entry)) == 1
	count(_given([_range("${SPACE}", limits)], entry)) == 1
	_given([_range("other", limits)], entry) == set()
	nowhere := json.remove(_overlay([_range("other", limits)]), ["resources/0/metadata/namespace"])
	defaults.gives(entry, "requests", "cpu") with input as nowhere
}

test_an_autoscaler_gives_requests if {
	app := _entry("container", "app")
	both := {["requests", "cpu"], ["requests", "memory"]}
	_given([_vpa({})], app) == both
	_given([_vpa({"updatePolicy": {"updateMode": "Initial"}})], app) == both
	_given([_vpa({"updatePolicy": {"updateMode": "Off"}})], app) == set()
	_given([_vpa({"targetRef": {"name": "other"}})], app) == set()
	_given([_vpa({})], _entry("init container", "app")) == set()
}

_of_policies(policies) := _given([_managed(policies)], _entry("container", "app"))

_managed(policies) := _vpa({"resourcePolicy": {"containerPolicies": policies}})

test_an_autoscaler_minds_its_policies if {
	cpu := {["requests", "cpu"]}
	_of_policies([{"containerName": "app", "controlledResources": ["cpu"]}]) == cpu
	_of_policies([{"containerName": "*", "mode": "Off"}, {"containerName": "app", "controlledResources": ["cpu"]}]) == cpu
	_of_policies([{"containerName": "*", "mode": "Off"}]) == set()
	both := {["requests", "cpu"], ["requests", "memory"]}
	_of_policies([{"containerName": "log", "mode": "Off"}]) == both
	every policies in [[], null, 5, [5, null, {"containerName": 5}]] {
		_of_policies(policies) == both
	}
	_of_policies([{"containerName": "app", "controlledResources": 5}]) == both
}

test_only_an_overlay_tells if {
	defaults.is_known with input as _overlay([_vpa({})])
	defaults.is_known with input as _overlay([_range("shop", [{"type": "Container", "max": {"cpu": "1"}}])])
	not defaults.is_known with input as _overlay([])
	not defaults.is_known with input as {"mergegate": {"scope": "resource"}, "resources": [_web, _vpa({})]}
}

test_wrong_types_give_nothing if {
	every limits in [null, 5, "x", {}, [5, null], [{"type": 5}], [{"type": "Container", "default": 5}]] {
		_given([_range("shop", limits)], _entry("container", "app")) == set()
	}
	every spec in [{"targetRef": 5}, {"targetRef": {"apiVersion": 5, "kind": [], "name": null}}] {
		_given([_vpa(spec)], _entry("container", "app")) == set()
	}
}
