package policies.delivery.rollout_revision_history_test

import data.policies.delivery.rollout_revision_history as rule

_object(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "shop"}, "spec": spec}

_report(manifest) := findings if findings := rule.report with input as manifest

test_no_history_warns if {
	_report(_object("apps/v1", "Deployment", {"revisionHistoryLimit": 0})) == {{
		"at": 0,
		"path": ["spec", "revisionHistoryLimit"],
		"message": concat(" ", [
			`Deployment "shop" keeps no former revision to roll back to: spec.revisionHistoryLimit is 0.`,
			"Set it to 3 or remove it.",
		]),
	}}
	count(_report(_object("argoproj.io/v1alpha1", "Rollout", {"revisionHistoryLimit": 0}))) == 1
	count(_report(_object("extensions/v1beta1", "Deployment", {"revisionHistoryLimit": 0}))) == 1
}

test_a_history_passes if {
	every spec in [{}, {"revisionHistoryLimit": 1}, {"revisionHistoryLimit": null}, {"revisionHistoryLimit": "${LIMIT}"}] {
		_report(_object("apps/v1", "Deployment", spec)) == set()
	}
}

test_other_kinds_pass if {
	_report(_object("apps/v1", "StatefulSet", {"revisionHistoryLimit": 0})) == set()
	_report(_object("example.com/v1", "Rollout", {"revisionHistoryLimit": 0})) == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", [], {"revisionHistoryLimit": "0"}, {"revisionHistoryLimit": []}] {
		_report(_object("apps/v1", "Deployment", spec)) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
