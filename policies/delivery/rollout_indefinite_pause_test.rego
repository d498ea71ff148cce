package policies.delivery.rollout_indefinite_pause_test

import data.policies.delivery.rollout_indefinite_pause as rule

_rollout(canary) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": {"canary": canary}},
}

_report(steps) := findings if findings := rule.report with input as _rollout({"steps": steps})

test_a_pause_without_a_duration_is_found if {
	_report([{"setWeight": 20}, {"pause": {}}]) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps", 1, "pause"],
		"message": `Rollout "shop" pauses in step 1 until somebody promotes it: no duration is set. Set one.`,
	}}
	count(_report([{"pause": {"duration": null}}, {"pause": {}}])) == 2
}

test_pauses_that_end_pass if {
	every duration in ["1h", "30s", 60, 0, "${DURATION}"] {
		_report([{"pause": {"duration": duration}}]) == set()
	}
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {}] {
		_report(value) == set()
		_report([value]) == set()
	}
	_report([{"pause": null}, {"pause": "x"}, {"pause": []}]) == set()
}

test_off_in_production_notes_elsewhere if rule.severity == {"production": "off", "elsewhere": "note"}
