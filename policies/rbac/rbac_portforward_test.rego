package policies.rbac.rbac_portforward_test

import data.policies.rbac.rbac_portforward as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": [""], "resources": ["pods/portforward"], "verbs": ["create"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_portforward"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows create on pods/portforward in rules[1], so its holder reaches any",
			"port of a pod past network policies. Publish what people need instead.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_of({}), {"kind": "Role"})) == {_path}

test_what_allows_it_is_found if {
	_paths(_of({"resources": ["*/portforward"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"verbs": ["get"]})) == set()
	_paths(_of({"resources": ["pods"]})) == set()
	_paths(_of({"apiGroups": ["apps"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"resources": ["*"]})) == set()
	_alone(_of({"resources": ["*"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == set()
	_alone(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["pods/portforward", "pods/exec"]})) == set()
	_alone(_of({"resources": ["pods/portforward", "pods/exec"]})) == {_path}
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

test_a_role_for_debugging_is_a_note if {
	role := object.union(_of({}), {"metadata": {"name": "shop-debug"}})
	{finding.severity | some finding in rule.report with input as role} == {{"production": "note", "elsewhere": "note"}}
}

test_warns_in_production_is_a_note_elsewhere if {
	rule.severity == {"production": "warning", "elsewhere": "note"}
}
