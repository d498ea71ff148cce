package policies.lib.overlay_test

import data.policies.lib.overlay

_whole(resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": resources,
}

_object(metadata) := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata}

_pod(space, labels) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"namespace": space, "labels": labels},
	"spec": {},
}

test_there_is_nothing_outside_an_overlay if {
	found := [overlay.resources, overlay.pods, overlay.of("", "Pod"), overlay.find("", "Pod", "", "x")] with input as {
		"mergegate": {"scope": "resource"},
		"resources": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {}}],
	}
	found == [[], {}, set(), set()]
	plain := overlay.resources with input as _pod("shop", {})
	plain == []
}

test_of if {
	found := overlay.of("", "Pod") with input as _whole([_object({}), _pod("shop", {})])
	found == {1}
}

test_namespace if {
	overlay.namespace(_object({"namespace": "shop"})) == "shop"
	every r in [{}, 5, null, _object({}), _object({"namespace": 5}), _object({"namespace": "${NS}"})] {
		overlay.namespace(r) == ""
	}
}

_named := _whole([
	_object({"name": "shop", "namespace": "a"}),
	_object({"name": "shop", "namespace": "b"}),
	_object({"name": "shop"}),
	_object({"name": "${NAME}", "namespace": "a"}),
	_object({"name": "till", "namespace": "a"}),
	_object({"name": "till", "namespace": "a"}),
	5,
	null,
	_object({"name": 5}),
	{"kind": "Deployment", "metadata": {"name": "shop", "namespace": "a"}},
	{"apiVersion": "apps/v1", "metadata": {"name": "shop", "namespace": "a"}},
	{"apiVersion": "v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": "a"}},
])

_find(space, name) := found if found := overlay.find("apps", "Deployment", space, name) with input as _named

_may_find(space, name) := found if found := overlay.may_find("apps", "Deployment", space, name) with input as _named

test_find if {
	_find("a", "shop") == {0}
	_find("", "shop") == {2}
	_find("a", "till") == {4, 5}
	_find("a", "${NAME}") == {3}
	_find("a", "gone") == set()
	_find("gone", "shop") == set()
}

test_may_find if {
	_may_find("a", "shop") == {0, 2, 3}
	_may_find("b", "shop") == {1, 2}
	_may_find("", "shop") == {0, 1, 2, 3}
	_may_find("", "gone") == {3}
	_may_find("b", "till") == set()
	_may_find("b", "${OTHER}") == {0, 1, 2, 3, 4, 5, 8}
	_may_find("", "${OTHER}") == {0, 1, 2, 3, 4, 5, 8}
}

_labelled := _whole([
	_pod("a", {"app": "shop", "tier": "web"}),
	_pod("a", {"app": "till", "tier": "web"}),
	_pod("b", {"app": "shop"}),
	_pod("", {"app": "shop"}),
	_pod("a", {"app": "${APP}"}),
	_pod("a", null),
	{
		"apiVersion": "batch/v1",
		"kind": "CronJob",
		"metadata": {"namespace": "a", "labels": {"app": "shop"}},
		"spec": {"jobTemplate": {"spec": {"template": {"metadata": {"labels": {"app": "job"}}, "spec": {}}}}},
	},
	_pod("a", {"app": 5}),
	5,
])

_selected(space, selector) := found if found := overlay.selected(space, selector) with input as _labelled

_may_select(space, selector) := found if found := overlay.may_select(space, selector) with input as _labelled

test_pods if {
	found := overlay.pods with input as _whole([_pod("a", {"app": "shop"}), _object({}), _pod("${NS}", 5)])
	found == {
		0: {"namespace": "a", "labels": {"app": "shop"}},
		2: {"namespace": "", "labels": {}},
	}
}

test_selected if {
	_selected("a", {"matchLabels": {"app": "shop"}}) == {0}
	_selected("a", {"matchLabels": {"tier": "web"}}) == {0, 1}
	_selected("a", {"matchLabels": {"app": "job"}}) == {6}
	_selected("", {"matchLabels": {"app": "shop"}}) == {3}
	_selected("a", {}) == {0, 1, 4, 5, 6, 7}
	_selected("a", {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}) == {0, 1}
	_selected("a", {"matchExpressions": [{"key": "app", "operator": "In", "values": ["shop", "till"]}]}) == {0, 1}
	_selected("a", {"matchLabels": {"app": "${APP}"}}) == {4}
	_selected("a", {"matchLabels": {"app": "shop", "tier": "db"}}) == set()
	_selected("gone", {"matchLabels": {"app": "shop"}}) == set()
	_selected("gone", {}) == set()
}

test_may_select if {
	_may_select("a", {"matchLabels": {"app": "shop"}}) == {0, 3, 4}
	_may_select("b", {"matchLabels": {"app": "shop"}}) == {2, 3}
	_may_select("", {"matchLabels": {"app": "shop"}}) == {0, 2, 3, 4}
	_may_select("a", {"matchLabels": {"app": "${X}"}}) == {0, 1, 3, 4, 6, 7}
	_may_select("", {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}) == {2, 3, 4, 5, 6, 7}
	_may_select("a", {"matchLabels": {"app": "gone"}}) == {4}
	_may_select("b", {"matchLabels": {"app": "gone"}}) == set()
}

test_what_is_no_selector_selects_nothing if {
	every selector in [null, 5, {"matchLabels": 5}] {
		not overlay.selected("a", selector)
		not overlay.may_select("a", selector)
	}
}
