package policies.delivery.flagger_analysis_weak_test

import data.policies.delivery.flagger_analysis_weak as rule

_canary(spec) := {
	"apiVersion": "flagger.app/v1beta1",
	"kind": "Canary",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _canary(spec)

_found(spec) := {[concat(".", finding.path), finding.severity.production] | some finding in _report(spec)}

_good := {
	"interval": "1m",
	"threshold": 5,
	"maxWeight": 50,
	"stepWeight": 10,
	"metrics": [{"name": "request-duration"}],
}

_with(fields) := {"analysis": object.union(_good, fields)}

test_a_good_analysis_passes if {
	_report({"analysis": _good}) == set()
	_report(_with({"stepWeight": 0, "stepWeights": [1, 5, 20]})) == set()
	_report(_with({"stepWeight": null, "iterations": 10})) == set()
	_report(_with({"threshold": 1})) == set()
}

test_a_skipped_analysis_is_the_one_error if {
	_report({"skipAnalysis": true}) == {{
		"at": 0,
		"path": ["spec", "skipAnalysis"],
		"severity": {"production": "error", "elsewhere": "note"},
		"message": `Canary "shop" promotes every version unseen: spec.skipAnalysis is true. Remove it.`,
	}}
	_found({"skipAnalysis": false, "analysis": _good}) == set()
}

test_no_analysis_is_an_error if {
	_report({}) == {{
		"at": 0,
		"path": ["spec", "analysis"],
		"severity": {"production": "error", "elsewhere": "note"},
		"message": concat(" ", [
			`Canary "shop" promotes every version unseen: spec.analysis is not set.`,
			"Add an analysis with metrics.",
		]),
	}}
	_found({"analysis": null}) == {["spec.analysis", "error"]}
}

test_the_deprecated_field_warns if {
	_report({"canaryAnalysis": _good}) == {{
		"at": 0,
		"path": ["spec", "canaryAnalysis"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Canary "shop" has its analysis in the deprecated spec.canaryAnalysis.`,
			"Move it to spec.analysis.",
		]),
	}}
	_found({"analysis": _good, "canaryAnalysis": {}}) == set()
}

test_an_analysis_that_looks_at_nothing_is_an_error if {
	{finding.message | some finding in _report(_with({"metrics": []}))} == {concat(" ", [
		`Canary "shop" has an analysis that looks at nothing: no metrics and no rollout webhook.`,
		"Add a metric.",
	])}
	every fields in [{"metrics": null}, {"metrics": [], "webhooks": [{"type": "pre-rollout"}, {"type": "event"}, 5]}] {
		_found(_with(fields)) == {["spec.analysis.metrics", "error"]}
	}
}

test_webhooks_that_judge_or_gate_count if {
	every webhook in [{"type": "rollout"}, {"name": "x"}, {"type": "confirm-promotion"}, {"type": "confirm-rollout"}] {
		_found(_with({"metrics": [], "webhooks": [webhook]})) == set()
	}
}

test_a_threshold_that_is_not_set_warns if {
	_report(_with({"threshold": 0})) == {{
		"at": 0,
		"path": ["spec", "analysis", "threshold"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Canary "shop" rolls back at the first failed check: spec.analysis.threshold is not set.`,
			"Set it, to 5 perhaps.",
		]),
	}}
	_found({"analysis": object.remove(_good, ["threshold"])}) == {["spec.analysis.threshold", "warning"]}
}

test_a_step_beyond_the_end_warns if {
	{finding.message | some finding in _report(_with({"stepWeight": 60}))} == {concat(" ", [
		`Canary "shop" goes beyond its maxWeight in one step: stepWeight 60, maxWeight 50.`,
		"Make the steps smaller.",
	])}
	_found(_with({"stepWeight": 101, "maxWeight": null})) == {["spec.analysis.stepWeight", "warning"]}
	_found(_with({"stepWeight": 50})) == set()
}

test_no_steps_warn if {
	{finding.message | some finding in _report({"analysis": object.remove(_good, ["stepWeight"])})} == {concat(" ", [
		`Canary "shop" gives a new version no traffic to judge: no stepWeight, stepWeights or iterations.`,
		"Set stepWeight.",
	])}
	_found(_with({"stepWeight": 0, "stepWeights": [], "iterations": 0})) == {["spec.analysis.stepWeight", "warning"]}
}

test_what_is_unknown_is_no_finding if {
	_found({"analysis": "${ANALYSIS}"}) == set()
	_found(_with({"metrics": "${METRICS}", "threshold": "${THRESHOLD}", "stepWeight": "${WEIGHT}"})) == set()
}

test_wrong_types_are_not_evaluated if {
	every value in [null, 5, "x", []] {
		_report(value) == set()
	}
	_found({"analysis": 5}) == {["spec.analysis", "error"]}
	_found(_with({"stepWeight": "x", "maxWeight": "y", "webhooks": 5})) == set()
	findings := rule.report with input as object.union(_canary({}), {"apiVersion": "example.com/v1"})
	findings == set()
}

test_errors_in_production_notes_elsewhere if rule.severity == {"production": "error", "elsewhere": "note"}
