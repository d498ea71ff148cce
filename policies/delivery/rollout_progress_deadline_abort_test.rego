package policies.delivery.rollout_progress_deadline_abort_test

import data.policies.delivery.rollout_progress_deadline_abort as rule

_rollout(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _rollout(spec)

test_staying_half_updated_is_a_note if {
	_report({"progressDeadlineAbort": false}) == {{
		"at": 0,
		"path": ["spec", "progressDeadlineAbort"],
		"message": concat(" ", [
			`Rollout "shop" stays half updated when it makes no progress: spec.progressDeadlineAbort is false.`,
			"Set it to true.",
		]),
	}}
	{finding.message | some finding in _report({})} == {concat(" ", [
		`Rollout "shop" stays half updated when it makes no progress: spec.progressDeadlineAbort is not set.`,
		"Set it to true.",
	])}
}

test_an_analysis_does_not_exempt if {
	analysis := {"templates": [{"templateName": "success-rate"}]}
	count(_report({"strategy": {"canary": {"analysis": analysis}}})) == 1
}

test_aborting_passes if {
	_report({"progressDeadlineAbort": true}) == set()
	_report({"progressDeadlineAbort": "${ABORT}"}) == set()
}

test_other_kinds_pass if {
	findings := rule.report with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {}}
	findings == set()
}

test_wrong_types if {
	every value in [5, "x", []] {
		count(_report({"progressDeadlineAbort": value})) == 1
		_report(value) == set()
	}
}

test_notes_in_production_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
