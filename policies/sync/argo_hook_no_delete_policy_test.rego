package policies.sync.argo_hook_no_delete_policy_test

import data.policies.sync.argo_hook_no_delete_policy as rule

_object(kind, annotations, spec) := {
	"apiVersion": object.get({"Job": "batch/v1"}, kind, "v1"),
	"kind": kind,
	"metadata": {"name": "migrate", "annotations": annotations},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_hook(annotations) := _object("Job", object.union({"argocd.argoproj.io/hook": "PostSync"}, annotations), {})

_generated(annotations) := json.patch(_hook(annotations), [
	{"op": "remove", "path": "metadata/name"},
	{"op": "add", "path": "metadata/generateName", "value": "migrate-"},
])

test_jobs_that_pile_up_are_found if {
	_report(_generated({})) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/hook-delete-policy"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`The hook Job "migrate-" gets a new name with each sync and none is ever deleted.`,
			"Set argocd.argoproj.io/hook-delete-policy, for instance to HookSucceeded.",
		]),
	}}
}

test_a_job_with_a_name_is_replaced if {
	{finding.severity | some finding in _report(_hook({}))} == {{"production": "note", "elsewhere": "off"}}
}

test_jobs_that_are_cleaned_up_pass if {
	_report(_generated({"argocd.argoproj.io/hook-delete-policy": "HookSucceeded"})) == set()
	_report(_generated({"helm.sh/hook-delete-policy": "hook-succeeded"})) == set()
	_report(object.union(_generated({}), {"spec": {"ttlSecondsAfterFinished": 60}})) == set()
}

test_other_objects_pass if {
	_report(_object("Job", {}, {})) == set()
	_report(_object("Job", {"argocd.argoproj.io/hook": "Skip"}, {})) == set()
	_report(_object("Job", {"argocd.argoproj.io/hook": "${HOOK}"}, {})) == set()
	_report(_object("ConfigMap", {"argocd.argoproj.io/hook": "Sync"}, {})) == set()
	_report(_object("Job", 5, {})) == set()
}

test_wrong_types if {
	count(_report(object.union(_hook({}), {"spec": "x"}))) == 1
	count(_report(object.union(_hook({}), {"metadata": {"name": 5}}))) == 1
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
