package policies.rbac.rbac_wildcard_apigroups_test

import data.policies.rbac.rbac_wildcard_apigroups as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": ["*"], "resources": ["ingresses"], "verbs": ["get"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_path := ["rules", 0, "apiGroups"]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1, "apiGroups"],
		"message": concat(" ", [
			"ClusterRole \"shop\" covers ingresses of every API group (\"*\" in rules[1].apiGroups). Name the",
			"API groups that are meant.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_of({}), {"kind": "Role"})) == {_path}

test_what_allows_it_is_found if {
	_paths(_of({"apiGroups": ["", "*"]})) == {_path}
	_paths(_of({"resources": ["deployments/*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"apiGroups": ["networking.k8s.io"]})) == set()
	_paths(_of({"resources": ["*"]})) == set()
	_paths(_of({"resources": []})) == set()
	_paths(_of({"resources": ["*"], "verbs": ["*"]})) == set()
}

test_rules_of_an_aggregated_role_are_overwritten if {
	_paths(object.union(_of({}), {"aggregationRule": {"clusterRoleSelectors": []}})) == set()
}

test_absent_fields_and_wrong_types_pass if {
	every field in ["apiGroups", "resources"] {
		_paths(_role("ClusterRole", [object.remove(_grant, [field])])) == set()
		_paths(_of({field: null})) == set()
		_paths(_of({field: "*"})) == set()
	}
	_paths(_of({"apiGroups": [5, null, ["*"], "${GROUP}"]})) == set()
	_paths(_of({"resources": [5, null, ["*"]]})) == set()
	_paths(_role("ClusterRole", [null, 5, "*", [_grant]])) == set()
	_paths(_role("ClusterRole", {"0": _grant})) == set()
	_paths(object.remove(_of({}), ["rules"])) == set()
	_paths(5) == set()
	_paths(object.union(_of({}), {"metadata": null})) == {_path}
}

test_is_a_note_in_production if {
	rule.severity == {"production": "note", "elsewhere": "off"}
}
