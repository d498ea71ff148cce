package policies.delivery.rollout_replicas_too_few_test

import data.policies.delivery.rollout_replicas_too_few as rule

_rollout(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": spec,
}

_spec(replicas, weights) := {
	"replicas": replicas,
	"strategy": {"canary": {"steps": [{"setWeight": weight} | some weight in weights]}},
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(spec) := findings if findings := rule.report with input as _overlay([_rollout(spec)])

_count(replicas, weights) := count(_report(_spec(replicas, weights)))

test_a_weight_that_few_pods_cannot_give_warns if {
	_report(_spec(2, [20, 50, 10])) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`Rollout "shop" has 2 replicas, so its weight of 10% is one pod in 2.`,
			"Run 10 replicas, or route the traffic.",
		]),
	}}
}

test_where_the_bound_is if {
	_count(1, [50]) == 1
	_count(1, [51]) == 0
	_count(4, [10]) == 1
	_count(5, [10]) == 1
	_count(6, [10]) == 0
	_count(10, [10]) == 0
	_count(3, [20]) == 0
	_count(10, [5]) == 1
	_count(5, [20, 40, 60, 80, 100]) == 0
}

test_without_replicas_or_weights_there_is_nothing_to_say if {
	_report(object.remove(_spec(1, [10]), ["replicas"])) == set()
	_count(0, [10]) == 0
	_count(1, []) == 0
	_count(1, [0, 100]) == 0
}

test_a_router_splits_by_itself if {
	spec := object.union(_spec(1, [10]), {"strategy": {"canary": {"trafficRouting": {"nginx": {}}}}})
	_report(spec) == set()
}

test_an_autoscaler_owns_the_replicas if {
	hpa := {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "shop", "namespace": "shop"},
		"spec": {"scaleTargetRef": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop"}},
	}
	findings := rule.report with input as _overlay([_rollout(_spec(1, [10])), hpa])
	findings == set()
	other := object.union(hpa, {"spec": {"scaleTargetRef": {"name": "other"}}})
	found := rule.report with input as _overlay([_rollout(_spec(1, [10])), other])
	count(found) == 1
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _rollout(_spec(1, [10]))
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, "x", "${REPLICAS}", [], {}] {
		_count(value, [10]) == 0
		_count(1, [value]) == 0
		_report(value) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
