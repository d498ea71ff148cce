package policies.rbac.rbac_wildcard_resources_test

import data.policies.rbac.rbac_wildcard_resources as rule

_role(name, rule_) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": name},
	"rules": [rule_],
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_read(resources) := _role("shop", {"apiGroups": [""], "resources": resources, "verbs": ["get"]})

_everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}

_path := ["rules", 0, "resources"]

_message(rule_) := finding.message if some finding in rule.report with input as _role("shop", rule_)

test_the_wildcard_is_found if {
	report := rule.report with input as _read(["*"])
	report == {{
		"at": 0,
		"path": _path,
		"message": concat(" ", [
			"ClusterRole \"shop\" covers \"*\" of the API group core in rules[0].resources.",
			"List the resources that are needed.",
		]),
	}}
}

test_the_groups_are_named if {
	rule_ := {"resources": ["*"], "verbs": ["get"]}
	contains(_message(object.union(rule_, {"apiGroups": ["", "apps"]})), "of the API groups apps and core in")
	contains(_message(object.union(rule_, {"apiGroups": ["*", "apps"]})), "of every API group in")
}

test_a_role_counts_as_well if _paths(object.union(_read(["*"]), {"kind": "Role"})) == {_path}

test_subresources_count if {
	_paths(_read(["pods", "pods/*"])) == {_path}
	_paths(_read(["*/*"])) == {_path}
}

test_one_subresource_of_every_kind_passes if _paths(_read(["*/scale", "*/status", "pods/log"])) == set()

test_named_resources_pass if {
	_paths(_read(["pods", "${KIND}"])) == set()
	_paths(_read([])) == set()
	_paths(_role("shop", {"nonResourceURLs": ["*"], "verbs": ["get"]})) == set()
}

test_custom_resources_that_the_role_owns_pass if {
	rule_ := {"apiGroups": ["widget.example.org"], "resources": ["*"], "verbs": ["get"]}
	_paths(_role("widget-operator", rule_)) == set()
	_paths(_role("gadget-operator", rule_)) == {_path}
}

test_what_rbac_full_admin_reports_is_left_to_it if {
	_paths(_role("shop", _everything)) == set()
	alone := {"run": {"resource": ["rbac.rbac_wildcard_resources"]}}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_role("shop", _everything)]}
		with data.mergegate_config as alone
	{finding.path | some finding in report} == {_path}
}

test_rules_of_an_aggregated_role_are_overwritten if {
	_paths(object.union(_read(["*"]), {"aggregationRule": {}})) == set()
}

test_wrong_types_are_skipped if {
	_paths(_read("*")) == set()
	_paths(_read([5, null, ["*"]])) == set()
	_paths(_read({"*": "*"})) == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
