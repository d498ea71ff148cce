package policies.workload.work_selector_mismatch_test

import data.policies.workload.work_selector_mismatch as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_web(selector, labels) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"selector": selector, "template": {"metadata": {"labels": labels}, "spec": {}}},
}

_here := {["spec", "selector"]}

test_labels_that_differ_are_found if {
	_report(_web({"matchLabels": {"app": "web", "tier": "front"}}, {"app": "web", "tier": "back"})) == {{
		"at": 0,
		"path": ["spec", "selector"],
		"message": concat(" ", [
			`Deployment "web" has a spec.selector that its template does not meet: tier=front.`,
			"Give the template these labels, or select those it has.",
		]),
	}}
}

test_expressions_count if {
	found := _report(_web(
		{"matchExpressions": [
			{"key": "app", "operator": "In", "values": ["web", "api"]},
			{"key": "app", "operator": "NotIn", "values": ["db"]},
			{"key": "tier", "operator": "Exists"},
			{"key": "app", "operator": "DoesNotExist"},
		]},
		{"app": "db"},
	))
	{finding.message | some finding in found} == {concat(" ", [
		`Deployment "web" has a spec.selector that its template does not meet:`,
		"app in (api, web), app notin (db), tier, !app.",
		"Give the template these labels, or select those it has.",
	])}
	either := {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}
	_paths(_web(either, {"app": "web"})) == set()
}

test_a_template_without_labels_is_found if {
	every labels in [null, {}, {"tier": "front"}] { _paths(_web({"matchLabels": {"app": "web"}}, labels)) == _here }
}

test_more_labels_pass if _paths(_web({"matchLabels": {"app": "web"}}, {"app": "web", "tier": "front"})) == set()

test_field_absent if {
	{finding.message | some finding in _report(_web(null, {"app": "web"}))} == {concat(" ", [
		`Deployment "web" has no spec.selector, so it is refused. Select the labels of its template.`,
	])}
	{finding.message | some finding in _report(_web({}, {"app": "web"}))} == {concat(" ", [
		`Deployment "web" has an empty spec.selector, so it is refused. Select the labels of its template.`,
	])}
	_paths(object.union(_web(null, {"app": "web"}), {"apiVersion": "extensions/v1beta1"})) == set()
}

test_kinds if {
	every kind in ["StatefulSet", "DaemonSet", "ReplicaSet"] {
		_paths(object.union(_web({"matchLabels": {"app": "web"}}, {}), {"kind": kind})) == _here
	}
	rollout := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}
	_paths(object.union(_web({"matchLabels": {"app": "web"}}, {}), rollout)) == _here
	_paths(object.union(_web({"matchLabels": {"app": "web"}}, {}), {"apiVersion": "batch/v1", "kind": "Job"})) == set()
	_paths(object.union(_web({"matchLabels": {"app": "web"}}, {}), {"apiVersion": "example.com/v1"})) == set()
}

test_a_rollout_that_refers_to_a_workload_needs_none if {
	_paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"workloadRef": {"name": "web"}}}) == set()
}

test_what_is_filled_in_later if {
	_paths(_web({"matchLabels": {"app": "${APP}"}}, {"app": "${APP}"})) == set()
	_paths(_web({"matchLabels": {"app": "${APP}"}}, {"app": "web"})) == set()
	_paths(_web({"matchLabels": {"app": "${APP}"}}, {})) == _here
}

test_wrong_types_are_unknown if {
	every selector in [5, "x", [], {"matchLabels": 5}, {"matchExpressions": [{}]}] {
		_paths(_web(selector, {"app": "web"})) == set()
	}
	every spec in [null, 5, {"template": 5, "selector": {"matchLabels": {"app": "web"}}}] {
		_paths({"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}) == set()
	}
}

test_severity if rule.severity == {"production": "error", "elsewhere": "error"}
