package policies.delivery.rollout_no_analysis_test

import data.policies.delivery.rollout_no_analysis as rule

_rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": strategy},
}

_report(strategy) := findings if findings := rule.report with input as _rollout(strategy)

_levels(strategy) := {finding.severity.production | some finding in _report(strategy)}

_steps(steps) := {"canary": {"steps": steps}}

_templates := {"templates": [{"templateName": "success-rate"}]}

test_a_canary_without_an_analysis_warns if {
	_report(_steps([{"setWeight": 20}, {"pause": {"duration": "1m"}}])) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "analysis"],
		"severity": {"production": "warning", "elsewhere": "off"},
		"message": concat(" ", [
			`Rollout "shop" has no analysis, so nothing stops a bad version on its way to everybody.`,
			"Add spec.strategy.canary.analysis.",
		]),
	}}
	every canary in [
		{}, {"analysis": null}, {"analysis": {}}, {"analysis": {"templates": []}}, {"steps": [{"analysis": {}}]},
	] {
		_levels({"canary": canary}) == {"warning"}
	}
}

test_a_blue_green_rollout_without_an_analysis_warns if {
	_report({"blueGreen": {"activeService": "shop"}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "prePromotionAnalysis"],
		"severity": {"production": "warning", "elsewhere": "off"},
		"message": concat(" ", [
			`Rollout "shop" has no analysis, so nothing stops a bad version on its way to everybody.`,
			"Add spec.strategy.blueGreen.prePromotionAnalysis.",
		]),
	}}
	_levels({"blueGreen": {"autoPromotionEnabled": false, "autoPromotionSeconds": 60}}) == {"warning"}
}

test_a_gate_that_a_person_opens_is_a_note if {
	_report(_steps([{"setWeight": 20}, {"pause": {}}])) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "analysis"],
		"severity": {"production": "note", "elsewhere": "off"},
		"message": concat(" ", [
			`Rollout "shop" has no analysis, so only the person who promotes it can stop a bad version.`,
			"Add spec.strategy.canary.analysis.",
		]),
	}}
	_levels({"blueGreen": {"autoPromotionEnabled": false}}) == {"note"}
}

test_any_analysis_passes if {
	every strategy in [
		{"canary": {"analysis": _templates}}, _steps([{"analysis": _templates}]),
		_steps([{"experiment": {"analyses": [{"name": "x", "templateName": "success-rate"}]}}]),
		{"blueGreen": {"prePromotionAnalysis": _templates}}, {"blueGreen": {"postPromotionAnalysis": _templates}},
	] {
		_report(strategy) == set()
	}
}

test_an_experiment_without_an_analysis_is_none if {
	_levels(_steps([{"experiment": {"templates": []}}])) == {"warning"}
}

test_what_is_unknown_is_no_finding if {
	every strategy in [
		{"canary": {"analysis": "${ANALYSIS}"}}, _steps([{"plugin": {"name": "x"}}]), _steps([{"analysis": "${ANALYSIS}"}]),
		{"blueGreen": {"prePromotionAnalysis": "${ANALYSIS}"}}, "${STRATEGY}", null, {},
	] {
		_report(strategy) == set()
	}
}

test_wrong_types_are_not_evaluated if {
	every value in [5, "x", []] {
		_levels({"canary": {"analysis": value, "steps": value}}) == {"warning"}
		_levels(_steps([value, {"experiment": value, "pause": value}])) == {"warning"}
		_report({"canary": value, "blueGreen": value}) == set()
	}
}

test_warns_in_production_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
