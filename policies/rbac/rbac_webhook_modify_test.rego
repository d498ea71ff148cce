package policies.rbac.rbac_webhook_modify_test

import data.policies.rbac.rbac_webhook_modify as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {
	"apiGroups": ["admissionregistration.k8s.io"],
	"resources": ["mutatingwebhookconfigurations"],
	"verbs": ["list", "patch"],
}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_webhook_modify"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"message": concat(" ", [
			"ClusterRole \"shop\" allows patch on mutatingwebhookconfigurations in rules[1], so its holder",
			"sees and changes every object that is admitted. Name its own in resourceNames.",
		]),
	}}
}

test_a_role_grants_nothing_here if _paths(object.union(_of({}), {"kind": "Role"})) == set()

test_what_allows_it_is_found if {
	_paths(_of({"verbs": ["create"]})) == {_path}
	_paths(_of({"verbs": ["update"]})) == {_path}
	_paths(_of({"verbs": ["delete"]})) == {_path}
	_paths(_of({"verbs": ["deletecollection"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["validatingwebhookconfigurations"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
	_paths(_of({"resources": ["*"], "verbs": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"verbs": ["get", "list", "watch"]})) == set()
	_paths(_of({"resources": ["validatingadmissionpolicies"]})) == set()
	_paths(_of({"apiGroups": [""]})) == set()
	_paths(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]})) == set()
	_paths(_of({"resourceNames": ["shop-webhook"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["update"]})) == set()
	_alone(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["update"]})) == {_path}
	_paths(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})) == set()
	_alone(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})) == {_path}
}

test_rules_of_an_aggregated_role_are_overwritten if {
	_paths(object.union(_of({}), {"aggregationRule": {"clusterRoleSelectors": []}})) == set()
}

test_absent_fields_and_wrong_types_pass if {
	every field in ["apiGroups", "resources", "verbs"] {
		_paths(_role("ClusterRole", [object.remove(_grant, [field])])) == set()
		_paths(_of({field: null})) == set()
		_paths(_of({field: "*"})) == set()
		_paths(_of({field: [5, null, ["*"], "${NAME}"]})) == set()
	}
	_paths(_role("ClusterRole", [null, 5, "*", [_grant]])) == set()
	_paths(_role("ClusterRole", {"0": _grant})) == set()
	_paths(object.remove(_of({}), ["rules"])) == set()
	_paths(5) == set()
	_paths(object.union(_of({}), {"metadata": null})) == {_path}
}

test_worse_things_that_the_same_wildcards_allow_come_first if {
	groups := ["admissionregistration.k8s.io", "rbac.authorization.k8s.io"]
	_paths(_of({"apiGroups": groups, "resources": ["*"], "verbs": ["*"]})) == set()
	_alone(_of({"apiGroups": groups, "resources": ["*"], "verbs": ["*"]})) == {_path}
	_paths(_of({"apiGroups": groups, "resources": ["*"], "verbs": ["patch"]})) == {_path}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
