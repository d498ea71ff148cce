package policies.rbac.rbac_anonymous_binding_test

import data.policies.rbac.rbac_anonymous_binding as rule

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": subjects,
}

_group(name) := {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": name}

_user(name) := object.union(_group(name), {"kind": "User"})

_found(role, subjects) := {[finding.path, finding.severity.production] |
	some finding in rule.report with input as _binding("ClusterRoleBinding", role, subjects)
}

test_everybody_without_a_login_is_found if {
	subjects := [_user("jane"), _user("system:anonymous")]
	report := rule.report with input as _binding("ClusterRoleBinding", "shop-reader", subjects)
	report == {{
		"at": 0,
		"path": ["subjects", 1, "name"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" gives \"shop-reader\" to user system:anonymous,",
			"which stands for everybody without a login. Bind it to those who need it.",
		]),
	}}
	_found("shop-reader", [_group("system:unauthenticated")]) == {[["subjects", 0, "name"], "error"]}
}

test_everybody_with_a_login_warns if {
	_found("shop-reader", [_group("system:authenticated"), _group("system:serviceaccounts")]) == {
		[["subjects", 0, "name"], "warning"],
		[["subjects", 1, "name"], "warning"],
	}
}

test_a_role_binding_counts if {
	report := rule.report with input as _binding("RoleBinding", "shop-reader", [_group("system:authenticated")])
	{finding.severity | some finding in report} == {{"production": "warning", "elsewhere": "warning"}}
}

test_openshift_has_kinds_of_its_own if {
	_found("shop-reader", [{"kind": "SystemGroup", "name": "system:unauthenticated"}]) == {[
		["subjects", 0, "name"],
		"error",
	]}
}

test_roles_of_discovery_are_public if {
	every role in ["system:public-info-viewer", "system:discovery", "system:basic-user", "basic-user"] {
		_found(role, [_group("system:unauthenticated"), _group("system:authenticated")]) == set()
	}
}

test_the_wrong_kind_of_them_is_found if {
	_found("shop-reader", [_group("system:anonymous"), _user("system:authenticated")]) == {
		[["subjects", 0, "name"], "error"],
		[["subjects", 1, "name"], "warning"],
	}
}

test_others_pass if {
	_found("shop-reader", [_user("jane"), _group("shop-developers")]) == set()
	_found("shop-reader", [_group("system:serviceaccounts:shop")]) == set()
	_found("shop-reader", [{"kind": "ServiceAccount", "name": "system:anonymous"}]) == set()
	_found("shop-reader", [_group("${GROUP}")]) == set()
}

test_absent_fields_and_wrong_types_pass if {
	_found("shop-reader", null) == set()
	_found("shop-reader", [null, 5, {}, {"kind": ["Group"], "name": "system:unauthenticated"}]) == set()
	_found("shop-reader", {"a": _group("system:unauthenticated")}) == set()
	count(_found(5, [_group("system:unauthenticated")])) == 1
}

test_is_an_error_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
