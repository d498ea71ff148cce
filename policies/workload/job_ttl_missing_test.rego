package policies.workload.job_ttl_missing_test

import data.policies.workload.job_ttl_missing as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_job(metadata, spec) := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": object.union({"name": "migrate"}, metadata),
	"spec": spec,
}

test_a_job_without_it_is_found if {
	_report(_job({}, {})) == {{
		"at": 0,
		"path": ["spec", "ttlSecondsAfterFinished"],
		"message": concat(" ", [
			`Job "migrate" has no ttlSecondsAfterFinished, so it stays when it is done.`,
			"Set it, or, under Argo CD, make it a hook.",
		]),
	}}
	_paths(_job({}, {"ttlSecondsAfterFinished": null})) == {["spec", "ttlSecondsAfterFinished"]}
}

test_any_value_passes if {
	every value in [0, 86400, "${TTL}"] {
		_paths(_job({}, {"ttlSecondsAfterFinished": value})) == set()
	}
}

test_hooks_pass if {
	every annotation in ["argocd.argoproj.io/hook", "helm.sh/hook"] {
		_paths(_job({"annotations": {annotation: "PreSync"}}, {})) == set()
	}
}

test_others_and_wrong_types_are_nothing if {
	_paths({"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {}}}}) == set()
	_paths({"apiVersion": "example.com/v1", "kind": "Job", "spec": {}}) == set()
	every spec in [null, 5, "x", []] {
		_paths(_job({}, spec)) == set()
	}
}

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
