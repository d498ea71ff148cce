package policies.lib.scaling_test

import data.policies.lib.scaling

_whole(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_deployment(name, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_hpa(ref, least) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scale", "namespace": "shop"},
	"spec": {"scaleTargetRef": ref, "minReplicas": least},
}

_keda(spec) := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "scale", "namespace": "shop"},
	"spec": spec,
}

_ref := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}

_replicas(resources) := found if found := scaling.replicas with input as _whole(resources)

test_what_is_declared if {
	found := _replicas([
		_deployment("a", {"replicas": 3}),
		_deployment("b", {}),
		_deployment("c", {"replicas": null}),
		_deployment("d", {"replicas": "${REPLICAS}"}),
		_deployment("e", null),
		{"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": {"replicas": 2}},
		{"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {}},
		{"apiVersion": "example.com/v1", "kind": "Deployment", "spec": {}},
		5,
	])
	found == {0: 3, 1: 1, 2: 1, 5: 2}
}

test_an_autoscaler_sets_the_least if {
	_replicas([_deployment("web", {"replicas": 9}), _hpa(_ref, 4)]) == {0: 4}
	_replicas([_deployment("web", {"replicas": 9}), _hpa(_ref, null)]) == {0: 1}
	_replicas([_deployment("web", {"replicas": 9}), _hpa(_ref, "${MIN}")]) == {}
	_replicas([_deployment("web", {}), _keda({"scaleTargetRef": {"name": "web"}})]) == {0: 0}
	_replicas([_deployment("web", {}), _keda({"scaleTargetRef": {"name": "web"}, "minReplicaCount": 3})]) == {0: 3}
}

test_old_groups_of_a_target_count if {
	every version in ["extensions/v1beta1", "apps/v1beta1", "apps/v1", "v1"] {
		_replicas([_deployment("web", {}), _hpa(object.union(_ref, {"apiVersion": version}), 4)]) == {0: 4}
	}
	_replicas([_deployment("web", {}), _hpa({"kind": "Deployment", "name": "web"}, 4)]) == {0: 4}
	_replicas([_deployment("web", {}), _hpa({"apiVersion": "example.com/v1", "kind": "Shop", "name": "web"}, 4)]) == {0: 1}
}

test_two_autoscalers_are_unknown if {
	_replicas([_deployment("web", {}), _hpa(_ref, 4), _hpa(_ref, 5)]) == {}
}

test_an_autoscaler_that_may_be_elsewhere_is_unknown if {
	elsewhere := object.union(_hpa(_ref, 4), {"metadata": {"namespace": ""}})
	_replicas([_deployment("web", {"replicas": 9}), elsewhere]) == {}
}

test_scaled if {
	found := scaling.scaled with input as _whole([_deployment("web", {}), _deployment("db", {}), _hpa(_ref, 4)])
	found == {0}
	nothing := scaling.scaled with input as _whole([])
	nothing == set()
}

test_a_rollout_runs_what_it_refers_to if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {"replicas": 5, "workloadRef": _ref},
	}
	_replicas([_deployment("web", {"replicas": 0}), rollout]) == {1: 5}
	broken := object.union(rollout, {"spec": {"workloadRef": {"kind": "Shop"}}})
	_replicas([_deployment("web", {"replicas": 2}), broken]) == {0: 2, 1: 5}
}

test_wrong_types_are_unknown if {
	every spec in [null, 5, "x", [], {"scaleTargetRef": 5}, {"scaleTargetRef": {"kind": 5, "name": []}}] {
		_replicas([_deployment("web", {}), object.union(_hpa(_ref, 4), {"spec": spec})]) == {0: 1}
		_replicas([_deployment("web", {}), _keda(spec)]) == {0: 1}
	}
}

test_outside_an_overlay_nothing_is_known if {
	found := scaling.replicas with input as {"mergegate": {"scope": "resource"}, "resources": [_deployment("web", {})]}
	found == {}
}
