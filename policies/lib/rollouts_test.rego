package policies.lib.rollouts_test

import data.policies.lib.rollouts

_rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": strategy},
}

_entry(strategy) := {"at": 0, "resource": _rollout(strategy), "spec": {"strategy": strategy}}

test_rollouts_and_their_strategies if {
	r := _rollout({"canary": {"steps": []}})
	rollouts.entries == [{"at": 0, "resource": r, "spec": r.spec}] with input as r
	rollouts.of("canary") == [{
		"at": 0,
		"resource": r,
		"spec": r.spec,
		"strategy": {"steps": []},
		"path": ["spec", "strategy", "canary"],
	}] with input as r
	rollouts.of("blueGreen") == [] with input as r
	rollouts.entries == [] with input as object.union(r, {"apiVersion": "apps/v1"})
	rollouts.entries == [] with input as object.union(r, {"spec": "x"})
}

test_steps_are_objects if {
	rollouts.steps({"path": ["x"], "strategy": {"steps": [5, {"setWeight": 1}]}}) == [
		{"i": 1, "step": {"setWeight": 1}, "path": ["x", "steps", 1]},
	]
	rollouts.steps({"path": ["x"], "strategy": {"steps": "y"}}) == []
}

test_every_analysis_of_a_canary if {
	one := {"templates": [{"templateName": "a"}, 5], "args": [{"name": "x"}, null]}
	canary := {"analysis": one, "steps": [
		{"analysis": {"templates": [{"templateName": "b", "clusterScope": true}]}},
		{"experiment": {"analyses": [{"templateName": "c"}, 5]}},
		5,
	]}
	rollouts.analyses(_entry({"canary": canary})) == [
		{
			"path": ["spec", "strategy", "canary", "analysis"],
			"role": "background",
			"templates": [{"name": "a", "is_cluster": false, "path": ["templates", 0, "templateName"]}],
			"args": {"x", ""},
		},
		{
			"path": ["spec", "strategy", "canary", "steps", 0, "analysis"],
			"role": "step",
			"templates": [{"name": "b", "is_cluster": true, "path": ["templates", 0, "templateName"]}],
			"args": set(),
		},
		{
			"path": ["spec", "strategy", "canary", "steps", 1, "experiment", "analyses", 0],
			"role": "step",
			"templates": [{"name": "c", "is_cluster": false, "path": ["templateName"]}],
			"args": set(),
		},
	]
}

test_every_analysis_of_a_blue_green_rollout if {
	strategy := {"blueGreen": {"prePromotionAnalysis": {}, "postPromotionAnalysis": {}}}
	{analysis.role | some analysis in rollouts.analyses(_entry(strategy))} == {"prePromotion", "postPromotion"}
	rollouts.analyses(_entry({})) == []
	rollouts.analyses(_entry("x")) == []
}

test_what_holds_steps_back if {
	every step in [{"pause": {}}, {"analysis": {}}, {"experiment": {}}, {"plugin": {}}] {
		rollouts.is_gate(step)
	}
	every step in [{"setWeight": 5}, {"pause": null}, {}] {
		not rollouts.is_gate(step)
	}
}

test_pauses_that_a_person_ends if {
	rollouts.is_indefinite({"pause": {}})
	rollouts.is_indefinite({"pause": {"duration": null}})
	every step in [{"pause": {"duration": 0}}, {"pause": {"duration": "1h"}}, {"pause": null}, {"pause": "x"}, {}] {
		not rollouts.is_indefinite(step)
	}
}

test_the_full_weight if {
	rollouts.full_weight({"trafficRouting": {"maxTrafficWeight": 1000}}) == 1000
	every canary in [{}, {"trafficRouting": {"maxTrafficWeight": 0}}, {"trafficRouting": {"maxTrafficWeight": "x"}}] {
		rollouts.full_weight(canary) == 100
	}
}
