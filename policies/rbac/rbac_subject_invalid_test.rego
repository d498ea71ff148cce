package policies.rbac.rbac_subject_invalid_test

import data.policies.rbac.rbac_subject_invalid as rule

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": subjects,
}

_group := "rbac.authorization.k8s.io"

_paths(kind, subject) := {finding.path |
	some finding in rule.report with input as _binding(kind, "view", [subject])
}

_account := {"kind": "ServiceAccount", "name": "shop", "namespace": "apps"}

test_an_account_without_a_namespace_is_found if {
	subjects := [_account, object.remove(_account, ["namespace"])]
	report := rule.report with input as _binding("ClusterRoleBinding", "view", subjects)
	report == {{
		"at": 0,
		"path": ["subjects", 1, "namespace"],
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" is refused by the API server: subjects[1].namespace is not set.",
			"Write the namespace of the service account.",
		]),
	}}
	_paths("ClusterRoleBinding", object.union(_account, {"namespace": ""})) == {["subjects", 0, "namespace"]}
	_paths("ClusterRoleBinding", object.union(_account, {"namespace": 5})) == {["subjects", 0, "namespace"]}
}

test_in_a_role_binding_its_own_namespace_counts if {
	_paths("RoleBinding", object.remove(_account, ["namespace"])) == set()
}

test_a_wrong_api_group_is_found if {
	every kind in ["RoleBinding", "ClusterRoleBinding"] {
		_paths(kind, object.union(_account, {"apiGroup": _group})) == {["subjects", 0, "apiGroup"]}
		_paths(kind, {"kind": "User", "name": "jane", "apiGroup": "v1"}) == {["subjects", 0, "apiGroup"]}
		_paths(kind, {"kind": "Group", "name": "shop", "apiGroup": 5}) == {["subjects", 0, "apiGroup"]}
	}
}

test_an_unknown_kind_is_found if {
	_paths("RoleBinding", {"kind": "Serviceaccount", "name": "shop"}) == {["subjects", 0, "kind"]}
	_paths("RoleBinding", {"name": "shop"}) == {["subjects", 0, "kind"]}
	_paths("RoleBinding", {"kind": ["User"], "name": "shop"}) == {["subjects", 0, "kind"]}
}

test_a_subject_without_a_name_is_found if {
	_paths("RoleBinding", {"kind": "User"}) == {["subjects", 0, "name"]}
	_paths("RoleBinding", {"kind": "User", "name": ""}) == {["subjects", 0, "name"]}
}

test_valid_subjects_pass if {
	every kind in ["RoleBinding", "ClusterRoleBinding"] {
		_paths(kind, _account) == set()
		_paths(kind, object.union(_account, {"apiGroup": ""})) == set()
		_paths(kind, {"kind": "User", "name": "jane"}) == set()
		_paths(kind, {"kind": "Group", "name": "shop", "apiGroup": _group}) == set()
	}
}

test_what_a_later_tool_fills_in_is_unknown if {
	subject := {"kind": "${KIND}", "name": "${NAME}", "namespace": "${NAMESPACE}"}
	_paths("ClusterRoleBinding", subject) == set()
	_paths("ClusterRoleBinding", object.union(subject, {"kind": "User", "apiGroup": "${GROUP}"})) == set()
	_paths("ClusterRoleBinding", object.union(subject, {"kind": "ServiceAccount"})) == set()
}

test_openshift_has_subjects_of_its_own if {
	binding := object.union(
		_binding("ClusterRoleBinding", "view", [{"kind": "SystemGroup", "name": "system:authenticated"}]),
		{"apiVersion": "authorization.openshift.io/v1"},
	)
	report := rule.report with input as binding
	report == set()
}

test_wrong_types_pass if {
	every subjects in [null, "shop", {"a": {}}, [null, 5, "shop"]] {
		report := rule.report with input as _binding("ClusterRoleBinding", "view", subjects)
		report == set()
	}
}

test_is_an_error_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
