package policies.delivery.rollout_steps_unsafe_test

import data.policies.delivery.rollout_steps_unsafe as rule

_rollout(canary) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": {"canary": canary}},
}

_report(canary) := findings if findings := rule.report with input as _rollout(canary)

_found(steps) := {finding.path[4] | some finding in _report({"steps": steps})}

_pause := {"pause": {"duration": "5m"}}

test_no_steps_warn if {
	_report({}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps"],
		"message": concat(" ", [
			`Rollout "shop" is a canary without steps, so a new version gets all traffic at once.`,
			"Add steps with weights and pauses.",
		]),
	}}
	count(_report({"steps": []})) == 1
	count(_report({"steps": null})) == 1
}

test_a_large_first_weight_warns if {
	_report({"steps": [{"setWeight": 50}, _pause]}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps", 0, "setWeight"],
		"message": concat(" ", [
			`Rollout "shop" sends 50% of the traffic to a new version in its first step.`,
			"Begin with a smaller weight.",
		]),
	}}
	_found([{"setWeight": 49}, _pause]) == set()
	_found([{"setWeight": 0}, _pause, {"setWeight": 100}]) == {2}
	_found([_pause, {"setWeight": 80}]) == {1}
}

test_weights_without_time_between_them_warn if {
	_report({"steps": [{"setWeight": 10}, {"setWeight": 20}]}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps", 1, "setWeight"],
		"message": `Rollout "shop" goes from weight 10 to 20 at once. Pause or analyse between them.`,
	}}
	steps := [{"setWeight": 10}, {"setCanaryScale": {}}, {"setWeight": 20}, _pause, {"setWeight": 40}, {"setWeight": 60}]
	_found(steps) == {2, 5}
}

test_decreasing_weights_warn if {
	_report({"steps": [{"setWeight": 20}, _pause, {"setWeight": 10}]}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps", 2, "setWeight"],
		"message": `Rollout "shop" goes back from weight 20 to 10 on its way to all traffic. Let the weights grow.`,
	}}
}

test_a_careful_canary_passes if {
	every steps in [
		[{"setWeight": 10}, _pause, {"setWeight": 50}, {"pause": {}}, {"setWeight": 100}],
		[{"setWeight": 20}, {"analysis": {"templates": []}}, {"setWeight": 40}],
		[{"setWeight": 20}, {"experiment": {}}, {"setWeight": 40}],
		[{"setWeight": 20}, {"plugin": {"name": "x"}}, {"setWeight": 40}],
		[{"setWeight": 20}, {"setWeight": 20}, _pause],
		[_pause],
	] {
		_found(steps) == set()
	}
}

test_who_tried_it_before_may_begin_large if {
	every step in [{"setHeaderRoute": {"name": "x"}}, {"setMirrorRoute": {"name": "x"}}, {"experiment": {}}] {
		_found([step, _pause, {"setWeight": 50}]) == set()
	}
	_found([{"setWeight": 60}, {"experiment": {}}]) == {0}
}

test_weights_of_a_thousand if {
	routing := {"trafficRouting": {"nginx": {}, "maxTrafficWeight": 1000}}
	_report(object.union(routing, {"steps": [{"setWeight": 100}]})) == set()
	count(_report(object.union(routing, {"steps": [{"setWeight": 500}]}))) == 1
}

test_the_first_weight_is_configured if {
	every limit, expected in {20: 1, "x": 0} {
		config := {"parameters": {"rollout-steps-unsafe": {"largest_first_weight": limit}}}
		findings := _report({"steps": [{"setWeight": 25}, _pause]}) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_wrong_types_are_nothing if {
	every value in [5, "x", {}, "${STEPS}"] {
		_report({"steps": value}) == set()
		_found([value, {"setWeight": value}, {"setWeight": "50"}]) == set()
	}
	findings := rule.report with input as _rollout(5)
	findings == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
