package policies.rbac.rbac_default_sa_binding_test

import data.policies.rbac.rbac_default_sa_binding as rule

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": subjects,
}

_paths(subjects) := {finding.path | some finding in rule.report with input as _binding("RoleBinding", "view", subjects)}

test_the_default_account_is_found if {
	subjects := [{"kind": "User", "name": "jane"}, {"kind": "ServiceAccount", "name": "default", "namespace": "apps"}]
	report := rule.report with input as _binding("ClusterRoleBinding", "view", subjects)
	report == {{
		"at": 0,
		"path": ["subjects", 1, "name"],
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" gives \"view\" to the service account default,",
			"as which every pod runs that names none. Bind one of its own.",
		]),
	}}
}

test_a_role_binding_counts if _paths([{"kind": "ServiceAccount", "name": "default"}]) == {["subjects", 0, "name"]}

test_others_pass if {
	_paths([{"kind": "ServiceAccount", "name": "shop"}, {"kind": "ServiceAccount", "name": "${NAME}"}]) == set()
	_paths([{"kind": "User", "name": "default"}, {"kind": "Group", "name": "default"}]) == set()
	_paths([]) == set()
}

test_absent_fields_and_wrong_types_pass if {
	_paths(null) == set()
	_paths("default") == set()
	_paths([null, 5, {}, {"kind": "ServiceAccount"}, {"kind": "ServiceAccount", "name": ["default"]}]) == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
