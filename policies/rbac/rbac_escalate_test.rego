package policies.rbac.rbac_escalate_test

import data.policies.rbac.rbac_escalate as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["get", "escalate"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_escalate"]}}
}

_path := ["rules", 0, "verbs"]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1, "verbs"],
		"message": concat(" ", [
			"ClusterRole \"shop\" allows escalate on clusterroles in rules[1], with which its holder can",
			"grant itself anything. Leave out bind and escalate, or limit bind to names.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_of({}), {"kind": "Role"})) == {_path}

test_what_allows_it_is_found if {
	_paths(_of({"verbs": ["bind"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["roles"]})) == {_path}
	_paths(_of({"resources": ["pods", "rolebindings"], "verbs": ["delete", "bind"]})) == {_path}
	_paths(_of({"resources": ["clusterrolebindings"]})) == {_path}
	_paths(_of({"apiGroups": ["", "rbac.authorization.k8s.io"]})) == {_path}
	_paths(_of({"apiGroups": ["*"], "verbs": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"apiGroups": [""]})) == set()
	_paths(_of({"resources": ["pods", "serviceaccounts"], "verbs": ["*"]})) == set()
	_paths(_of({"verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]})) == set()
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

test_to_bind_named_roles_is_the_documented_way if {
	_paths(_of({"verbs": ["bind"], "resourceNames": ["view"]})) == set()
	_paths(_of({"verbs": ["bind"], "resourceNames": ["view", "cluster-admin"]})) == {_path}
	_paths(_of({"verbs": ["bind"], "resourceNames": []})) == {_path}
	_paths(_of({"verbs": ["bind", "escalate"], "resourceNames": ["view"]})) == {_path}
	_paths(_of({"verbs": ["*"], "resourceNames": ["view"]})) == {_path}
}

test_the_wildcard_for_the_resources_of_the_group_is_found if {
	_paths(_of({"resources": ["*"], "verbs": ["*"]})) == {_path}
	_paths(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["bind"]})) == {_path}
}

test_what_the_rules_on_everything_say_is_left_to_them if {
	everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
	_paths(_of(everything)) == set()
	_alone(_of(everything)) == {_path}
	_paths(_of(object.union(everything, {"resourceNames": ["shop"]}))) == set()
	_alone(_of(object.union(everything, {"resourceNames": ["shop"]}))) == {_path}
}

test_is_an_error_everywhere if {
	rule.severity == {"production": "error", "elsewhere": "error"}
}
