package policies.delivery.rollout_scale_down_delay_test

import data.policies.delivery.rollout_scale_down_delay as rule

_rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": strategy},
}

_report(strategy) := findings if findings := rule.report with input as _rollout(strategy)

test_a_short_delay_is_a_note if {
	_report({"blueGreen": {"scaleDownDelaySeconds": 3}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "scaleDownDelaySeconds"],
		"message": concat(" ", [
			`Rollout "shop" scales the old version down 3 seconds after the switch, less than 30.`,
			"Remove the field or raise it.",
		]),
	}}
	{finding.path | some finding in _report({"canary": {"scaleDownDelaySeconds": 0}})} == {
		["spec", "strategy", "canary", "scaleDownDelaySeconds"],
	}
}

test_the_default_and_longer_delays_pass if {
	every delay in [{}, {"scaleDownDelaySeconds": 30}, {"scaleDownDelaySeconds": 600}, {"scaleDownDelaySeconds": null}] {
		_report({"blueGreen": delay}) == set()
		_report({"canary": delay}) == set()
	}
}

test_the_least_is_configured if {
	every least, expected in {60: 1, 10: 0, "x": 0} {
		config := {"parameters": {"rollout-scale-down-delay": {"least": least}}}
		findings := _report({"blueGreen": {"scaleDownDelaySeconds": 40}}) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_wrong_types_are_nothing if {
	every value in ["3", "${DELAY}", [], {}] {
		_report({"blueGreen": {"scaleDownDelaySeconds": value}}) == set()
		_report({"blueGreen": value}) == set()
		_report(value) == set()
	}
}

test_notes_in_production_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
