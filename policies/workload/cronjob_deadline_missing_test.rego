package policies.workload.cronjob_deadline_missing_test

import data.policies.workload.cronjob_deadline_missing as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_cron(spec) := {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "report"}, "spec": spec}

test_a_cron_job_without_it_is_found if {
	_report(_cron({"schedule": "0 * * * *"})) == {{
		"at": 0,
		"path": ["spec", "startingDeadlineSeconds"],
		"message": concat(" ", [
			`CronJob "report" has no startingDeadlineSeconds, so a missed run starts however late.`,
			"Say how late it may.",
		]),
	}}
	_paths(_cron({"startingDeadlineSeconds": null})) == {["spec", "startingDeadlineSeconds"]}
}

test_any_value_passes if {
	every value in [0, 300, "${DEADLINE}"] {
		_paths(_cron({"startingDeadlineSeconds": value})) == set()
	}
}

test_others_and_wrong_types_are_nothing if {
	_paths({"apiVersion": "batch/v1", "kind": "Job", "spec": {}}) == set()
	every spec in [null, 5, "x", []] {
		_paths(_cron(spec)) == set()
	}
}

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
