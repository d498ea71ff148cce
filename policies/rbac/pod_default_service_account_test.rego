package policies.rbac.pod_default_service_account_test

import data.policies.rbac.pod_default_service_account as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_template := ["spec", "template", "spec"]

_path := array.concat(_template, ["serviceAccountName"])

test_no_account_is_the_default_one if {
	report := rule.report with input as _deployment({"containers": []})
	report == {{
		"at": 0,
		"path": _path,
		"message": concat(" ", [
			"Deployment \"shop\" runs as the service account default of its namespace, with its token.",
			"Name one of its own.",
		]),
	}}
}

test_the_default_account_by_name_is_found if {
	_paths(_deployment({"serviceAccountName": "default"})) == {_path}
	_paths(_deployment({"serviceAccountName": ""})) == {_path}
	_paths(_deployment({"serviceAccountName": "default", "automountServiceAccountToken": true})) == {_path}
	_paths(_deployment({"serviceAccount": "default"})) == {array.concat(_template, ["serviceAccount"])}
}

test_every_kind_of_workload_counts if {
	_paths({"apiVersion": "v1", "kind": "Pod", "spec": {}}) == {["spec", "serviceAccountName"]}
	cron_job := {
		"apiVersion": "batch/v1",
		"kind": "CronJob",
		"spec": {"jobTemplate": {"spec": {"template": {"spec": {}}}}},
	}
	_paths(cron_job) == {["spec", "jobTemplate", "spec", "template", "spec", "serviceAccountName"]}
	_paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"workloadRef": {}}}) == set()
}

test_an_account_of_its_own_passes if {
	_paths(_deployment({"serviceAccountName": "shop"})) == set()
	_paths(_deployment({"serviceAccount": "shop"})) == set()
	_paths(_deployment({"serviceAccountName": "${ACCOUNT}"})) == set()
}

test_without_the_token_it_passes if {
	_paths(_deployment({"automountServiceAccountToken": false})) == set()
	_paths(_deployment({"automountServiceAccountToken": "${MOUNT}"})) == set()
}

test_wrong_types_pass if {
	_paths(_deployment(null)) == set()
	_paths(_deployment({"serviceAccountName": 5})) == set()
	_paths(_deployment({"serviceAccountName": ["default"]})) == set()
	_paths(_deployment({"automountServiceAccountToken": []})) == set()
}

test_is_a_note_in_production if {
	rule.severity == {"production": "note", "elsewhere": "off"}
}
