package policies.rbac.rbac_aggregate_sensitive_test

import data.policies.rbac.rbac_aggregate_sensitive as rule

_role(names, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {
		"name": "widgets",
		"labels": {label: "true" |
			some name in names
			label := sprintf("rbac.authorization.k8s.io/aggregate-to-%s", [name])
		},
	},
	"rules": grants,
}

_secrets := {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}

_exec := {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}

_added(names, grant) := {finding.path | some finding in rule.report with input as _role(names, [grant])}

_labels := ["metadata", "labels"]

test_what_view_must_not_have_is_found if {
	report := rule.report with input as _role(["view"], [_exec, _secrets])
	report == {{
		"at": 0,
		"path": _labels,
		"message": concat(" ", [
			"ClusterRole \"widgets\" adds Secrets and commands in pods to the default role view by its labels.",
			"Take the label off, or leave out what few may have.",
		]),
	}}
}

test_what_edit_and_admin_have_anyway_adds_nothing if {
	_added(["edit"], _secrets) == set()
	_added(["admin", "edit"], _exec) == set()
	_added(["edit", "view"], _exec) == {_labels}
}

test_wildcards_on_what_kubernetes_has_are_found if {
	report := rule.report with input as _role(["admin", "edit"], [{"apiGroups": [""], "resources": ["*"], "verbs": ["*"]}])
	{finding.message | some finding in report} == {concat(" ", [
		"ClusterRole \"widgets\" adds every resource and every verb to the default roles admin and edit by its labels.",
		"Take the label off, or leave out what few may have.",
	])}
	_added(["edit"], {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["*"]}) == {_labels}
	_added(["edit"], {"apiGroups": ["*"], "resources": ["*"], "verbs": ["list"]}) == {_labels}
	_added(["edit"], {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["bind"]}) == {_labels}
}

test_custom_resources_are_how_roles_are_meant_to_grow if {
	_added(["view"], {"apiGroups": ["widgets.example.org"], "resources": ["*"], "verbs": ["get", "list"]}) == set()
	_added(["edit"], {"apiGroups": ["widgets.example.org"], "resources": ["*"], "verbs": ["*"]}) == set()
	_added(["view"], {"apiGroups": ["metrics.k8s.io"], "resources": ["pods"], "verbs": ["get"]}) == set()
}

test_view_may_change_nothing if {
	_added(["view"], {"apiGroups": ["widgets.example.org"], "resources": ["widgets"], "verbs": ["*"]}) == {_labels}
}

test_without_the_labels_it_passes if {
	_added([], _secrets) == set()
	_added(["shop-view"], _secrets) == set()
	off := {"metadata": {"labels": {"rbac.authorization.k8s.io/aggregate-to-view": "false"}}}
	report := rule.report with input as object.union(_role(["view"], [_secrets]), off)
	report == set()
}

test_a_role_is_not_aggregated if {
	report := rule.report with input as object.union(_role(["view"], [_secrets]), {"kind": "Role"})
	report == set()
}

test_what_rbac_full_admin_reports_is_left_to_it if {
	everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
	_added(["edit"], everything) == set()
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_role(["edit"], [everything])]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_aggregate_sensitive"]}}
	{finding.path | some finding in report} == {_labels}
}

test_absent_fields_and_wrong_types_pass if {
	every labels in [null, 5, "x", [], {"rbac.authorization.k8s.io/aggregate-to-view": true}] {
		report := rule.report with input as object.union(_role([], [_secrets]), {"metadata": {"labels": labels}})
		report == set()
	}
	report := rule.report with input as _role(["view"], null)
	report == set()
	_added(["view"], {"apiGroups": "", "resources": 5, "verbs": null}) == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
