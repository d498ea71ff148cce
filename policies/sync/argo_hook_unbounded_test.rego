package policies.sync.argo_hook_unbounded_test

import data.policies.sync.argo_hook_unbounded as rule

_object(kind, annotations, spec) := {
	"apiVersion": object.get({"Job": "batch/v1"}, kind, "v1"),
	"kind": kind,
	"metadata": {"name": "migrate", "annotations": annotations},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_hook(kind, spec) := _object(kind, {"argocd.argoproj.io/hook": "PreSync"}, spec)

_found(manifest) := {[concat(".", finding.path), finding.severity.production] | some finding in _report(manifest)}

test_a_job_without_bounds_is_found if {
	_report(_hook("Job", {"template": {}})) == {{
		"at": 0,
		"path": ["spec", "activeDeadlineSeconds"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`The hook Job "migrate" can hold a sync: it sets neither backoffLimit nor activeDeadlineSeconds.`,
			"Set them.",
		]),
	}}
	count(_report(_hook("Job", {"backoffLimit": null}))) == 1
}

test_any_bound_passes if {
	every spec in [
		{"backoffLimit": 0}, {"activeDeadlineSeconds": 60}, {"backoffLimit": "${LIMIT}"},
		{"template": {"spec": {"activeDeadlineSeconds": 60}}},
	] {
		_report(_hook("Job", spec)) == set()
	}
}

test_a_pod_that_restarts_for_ever_is_found if {
	_report(_hook("Pod", {"restartPolicy": "Always", "activeDeadlineSeconds": 5})) == {{
		"at": 0,
		"path": ["spec", "restartPolicy"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`The hook Pod "migrate" never ends: its restartPolicy is Always, and it restarts for ever.`,
			"Write OnFailure or Never.",
		]),
	}}
	_found(_hook("Pod", {})) == {["spec.restartPolicy", "warning"]}
}

test_a_pod_without_deadline_is_a_note if {
	_found(_hook("Pod", {"restartPolicy": "Never"})) == {["spec.activeDeadlineSeconds", "note"]}
	_found(_hook("Pod", {"restartPolicy": "Never", "activeDeadlineSeconds": 60})) == set()
}

test_what_is_no_hook_passes if {
	_report(_object("Job", {}, {})) == set()
	_report(_object("Pod", {}, {})) == set()
	_report(_object("Job", {"argocd.argoproj.io/hook": "Skip"}, {})) == set()
	_report(_hook("ConfigMap", {})) == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		_report(_hook("Job", spec)) == set()
		_report(_hook("Pod", spec)) == set()
	}
	_found(_hook("Pod", {"restartPolicy": 5, "activeDeadlineSeconds": 1})) == set()
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
