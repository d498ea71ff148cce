package policies.rbac.rbac_pv_create_test

import data.policies.rbac.rbac_pv_create as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": [""], "resources": ["persistentvolumes"], "verbs": ["get", "create"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_pv_create"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows create on persistentvolumes in rules[1], so its holder can mount any",
			"directory of a node. Allow to create claims instead.",
		]),
	}}
}

test_a_role_grants_nothing_here if _paths(object.union(_of({}), {"kind": "Role"})) == set()

test_what_allows_it_is_found if {
	_paths(_of({"apiGroups": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"verbs": ["get", "list", "update", "delete"]})) == set()
	_paths(_of({"resources": ["persistentvolumeclaims"]})) == set()
	_paths(_of({"apiGroups": ["storage.k8s.io"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"resources": ["*"]})) == set()
	_alone(_of({"resources": ["*"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == set()
	_alone(_of({"verbs": ["*"]})) == {_path}
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

test_a_provisioner_is_a_note if {
	every name in ["local-path-provisioner-role", "ebs-csi-external"] {
		role := object.union(_of({}), {"metadata": {"name": name}})
		{finding.severity | some finding in rule.report with input as role} == {{"production": "note", "elsewhere": "note"}}
	}
}

test_warns_in_production_is_a_note_elsewhere if {
	rule.severity == {"production": "warning", "elsewhere": "note"}
}
