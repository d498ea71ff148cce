package policies.delivery.rollout_auto_promotion_test

import data.policies.delivery.rollout_auto_promotion as rule

_rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": {"blueGreen": strategy}},
}

_report(strategy) := findings if findings := rule.report with input as _rollout(strategy)

_fields(strategy) := {finding.path[3] | some finding in _report(strategy)}

test_promotion_by_default_warns if {
	_report({"activeService": "shop"}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "autoPromotionEnabled"],
		"message": concat(" ", [
			`Rollout "shop" promotes a new version as soon as its pods are ready: autoPromotionEnabled is not false.`,
			"Set it to false, or add a prePromotionAnalysis.",
		]),
	}}
	every value in [true, null] {
		_fields({"autoPromotionEnabled": value, "autoPromotionSeconds": 30}) == {"autoPromotionEnabled"}
	}
}

test_promotion_after_a_time_warns if {
	_report({"autoPromotionEnabled": false, "autoPromotionSeconds": 300}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "autoPromotionSeconds"],
		"message": concat(" ", [
			`Rollout "shop" promotes a new version after 300 seconds, though autoPromotionEnabled is false.`,
			"Remove autoPromotionSeconds, or add a prePromotionAnalysis.",
		]),
	}}
}

test_gates_and_analyses_pass if {
	every strategy in [
		{"autoPromotionEnabled": false}, {"autoPromotionEnabled": false, "autoPromotionSeconds": 0},
		{"prePromotionAnalysis": {"templates": []}}, {"autoPromotionEnabled": true, "prePromotionAnalysis": {}},
		{"autoPromotionEnabled": false, "autoPromotionSeconds": 60, "prePromotionAnalysis": {}},
		{"autoPromotionEnabled": "${PROMOTE}"},
	] {
		_report(strategy) == set()
	}
}

test_an_analysis_afterwards_is_too_late if {
	_fields({"postPromotionAnalysis": {"templates": []}}) == {"autoPromotionEnabled"}
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_report(value) == set()
	}
	every value in [null, "60", [], {}] {
		_report({"autoPromotionEnabled": false, "autoPromotionSeconds": value}) == set()
	}
}

test_warns_in_production_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
