package policies.delivery.rollout_preview_missing_test

import data.policies.delivery.rollout_preview_missing as rule

_rollout(strategy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": {"strategy": strategy},
}

_report(strategy) := findings if findings := rule.report with input as _rollout(strategy)

test_no_preview_warns if {
	_report({"blueGreen": {"activeService": "shop"}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "previewService"],
		"message": concat(" ", [
			`Rollout "shop" has no previewService, so nobody can try a new version before it gets all traffic.`,
			"Name a Service.",
		]),
	}}
	count(_report({"blueGreen": {"previewService": ""}})) == 1
	count(_report({"blueGreen": {"previewService": null}})) == 1
}

test_a_preview_passes if {
	_report({"blueGreen": {"previewService": "shop-preview"}}) == set()
	_report({"blueGreen": {"previewService": "${PREVIEW}"}}) == set()
}

test_canaries_have_none if _report({"canary": {}}) == set()

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_report(value) == set()
		_report({"blueGreen": value}) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
