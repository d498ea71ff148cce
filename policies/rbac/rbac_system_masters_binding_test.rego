package policies.rbac.rbac_system_masters_binding_test

import data.policies.rbac.rbac_system_masters_binding as rule

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": subjects,
}

_paths(subjects) := {finding.path | some finding in rule.report with input as _binding("RoleBinding", "view", subjects)}

test_the_group_is_found if {
	subjects := [{"kind": "User", "name": "jane"}, {"kind": "Group", "name": "system:masters"}]
	report := rule.report with input as _binding("ClusterRoleBinding", "cluster-admin", subjects)
	report == {{
		"at": 0,
		"path": ["subjects", 1, "name"],
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" gives \"cluster-admin\" to the group system:masters,",
			"which no role can limit. Bind a group of your own.",
		]),
	}}
}

test_a_role_binding_and_openshift_count if {
	_paths([{"kind": "SystemGroup", "name": "system:masters"}]) == {["subjects", 0, "name"]}
	_paths([{"kind": "Group", "name": "system:masters"}]) == {["subjects", 0, "name"]}
}

test_others_pass if {
	_paths([{"kind": "Group", "name": "platform-admins"}, {"kind": "Group", "name": "${GROUP}"}]) == set()
	_paths([{"kind": "User", "name": "system:masters"}]) == set()
	_paths([]) == set()
}

test_absent_fields_and_wrong_types_pass if {
	_paths(null) == set()
	_paths("system:masters") == set()
	_paths([null, 5, {}, {"kind": "Group"}, {"kind": "Group", "name": ["system:masters"]}]) == set()
}

test_is_an_error_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
