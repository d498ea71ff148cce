package policies.rbac.rbac_wildcard_verbs_test

import data.policies.rbac.rbac_wildcard_verbs as rule

_role(name, rule_) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": name},
	"rules": [rule_],
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_jobs := {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["*"]}

_everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}

_verbs := ["rules", 0, "verbs"]

test_the_verb_is_found if {
	report := rule.report with input as _role("shop", _jobs)
	report == {{
		"at": 0,
		"path": _verbs,
		"message": concat(" ", [
			"ClusterRole \"shop\" allows every verb on jobs (\"*\" in rules[0].verbs).",
			"List the verbs that are needed.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_role("shop", _jobs), {"kind": "Role"})) == {_verbs}

test_the_verb_among_others_is_found if _paths(_role("shop", object.union(_jobs, {"verbs": ["get", "*"]}))) == {_verbs}

test_urls_are_left_to_rbac_nonresource_wildcard if {
	urls := {"nonResourceURLs": ["*"], "verbs": ["*"]}
	_paths(_role("shop", urls)) == set()
	_paths(object.union(_role("shop", urls), {"kind": "Role"})) == {_verbs}
	_paths(_role("shop", object.union(urls, {"nonResourceURLs": ["/logs"]}))) == {_verbs}
	alone := {"run": {"resource": ["rbac.rbac_wildcard_verbs"]}}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_role("shop", urls)]}
		with data.mergegate_config as alone
	[finding] := [finding | some finding in report]
	startswith(finding.message, "ClusterRole \"shop\" allows every verb on every address (")
}

test_roles_and_bindings_are_left_to_rbac_escalate if {
	bindings := _role("shop", {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["*"]})
	_paths(bindings) == set()
	alone := {"run": {"resource": ["rbac.rbac_wildcard_verbs"]}}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [bindings]}
		with data.mergegate_config as alone
	{finding.path | some finding in report} == {_verbs}
}

test_all_resources_of_some_groups_are_not_everything if {
	rules := {"apiGroups": ["apps"], "resources": ["*"], "verbs": ["*"]}
	report := rule.report with input as _role("shop", rules)
	[finding] := [finding | some finding in report]
	startswith(finding.message, "ClusterRole \"shop\" allows every verb on everything of the API group apps (")
}

test_named_verbs_pass if {
	_paths(_role("shop", object.union(_jobs, {"verbs": ["get", "list"]}))) == set()
	_paths(_role("shop", object.union(_jobs, {"verbs": ["${VERBS}"]}))) == set()
	_paths(_role("shop", object.remove(_jobs, ["verbs"]))) == set()
}

_custom(groups) := {"apiGroups": groups, "resources": ["widgets"], "verbs": ["*"]}

test_custom_resources_that_the_role_owns_pass if {
	_paths(_role("widget-operator", _custom(["widget.example.org"]))) == set()
	_paths(_role("cert-manager-controller", _custom(["cert-manager.io", "acme.cert-manager.io"]))) == set()
	_paths(_role("kubewidget-operator", _custom(["widget.example.org"]))) == set()
	manager := _role("manager", _custom(["widget.example.org"]))
	_paths(object.union(manager, {"metadata": {"namespace": "widgets"}})) == set()
	every label in ["app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/part-of"] {
		labels := {"metadata": {"labels": {label: "Widget"}}}
		_paths(object.union(manager, labels)) == set()
	}
}

test_custom_resources_of_others_are_found if {
	_paths(_role("widget-operator", _custom(["gadget.example.org"]))) == {_verbs}
	_paths(_role("widget-operator", _custom(["widget.example.org", "gadget.example.net"]))) == {_verbs}
	_paths(_role("widget-operator", _custom(["widget.example.org", ""]))) == {_verbs}
	_paths(_role("midwidget", _custom(["widget.example.org"]))) == {_verbs}
	_paths(_role("org-operator", _custom(["widget.example.org"]))) == {_verbs}
}

test_groups_of_kubernetes_and_openshift_are_nobodys_own if {
	_paths(_role("apps-operator", _custom(["apps"]))) == {_verbs}
	_paths(_role("networking-operator", _custom(["networking.k8s.io"]))) == {_verbs}
	_paths(_role("machine-operator", _custom(["machine.openshift.io"]))) == {_verbs}
	_paths(_role("widget-operator", _custom([]))) == {_verbs}
}

test_what_rbac_full_admin_reports_is_left_to_it if {
	_paths(_role("shop", _everything)) == set()
	alone := {"run": {"resource": ["rbac.rbac_wildcard_verbs"]}}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_role("shop", _everything)]}
		with data.mergegate_config as alone
	{finding.path | some finding in report} == {_verbs}
}

test_rules_of_an_aggregated_role_are_overwritten if {
	_paths(object.union(_role("shop", _jobs), {"aggregationRule": {}})) == set()
}

test_wrong_types_are_skipped if {
	_paths(_role("shop", object.union(_jobs, {"verbs": "*"}))) == set()
	_paths(_role("shop", "*")) == set()
	_paths(_role(5, object.union(_jobs, {"resources": 5, "apiGroups": null}))) == {_verbs}
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
