package policies.rbac.rbac_cluster_admin_binding_test

import data.policies.rbac.rbac_cluster_admin_binding as rule

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
	"subjects": subjects,
}

_user := {"kind": "User", "name": "jane"}

_account(name) := {"kind": "ServiceAccount", "name": name, "namespace": "x"}

_severities(manifest) := {finding.severity.production | some finding in rule.report with input as manifest}

test_a_binding_to_cluster_admin_is_found if {
	report := rule.report with input as _binding("ClusterRoleBinding", "cluster-admin", [_user, _account("deployer")])
	report == {finding |
		some who in [`User "jane"`, `ServiceAccount "deployer"`]
		finding := {
			"at": 0,
			"path": ["roleRef", "name"],
			"subject": ["subjects"],
			"severity": {"production": "error", "elsewhere": "warning"},
			"message": concat(" ", [
				"ClusterRoleBinding \"shop\" gives cluster-admin, which may do everything,",
				sprintf("to %s. Bind a role that names what the subject needs.", [who]),
			]),
		}
	}
}

test_within_a_namespace_it_is_found_too if {
	_severities(_binding("RoleBinding", "cluster-admin", [_user])) == {"error"}
}

test_admin_and_edit_of_the_whole_cluster_warn if {
	report := rule.report with input as _binding("ClusterRoleBinding", "edit", [_user])
	report == {{
		"at": 0,
		"path": ["roleRef", "name"],
		"subject": ["subjects"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" gives edit in every namespace to User \"jane\".",
			"Bind a role that names what the subject needs.",
		]),
	}}
	_severities(_binding("ClusterRoleBinding", "admin", [_user])) == {"warning"}
}

test_admin_and_edit_of_a_namespace_pass if {
	_severities(_binding("RoleBinding", "admin", [_user])) == set()
	_severities(_binding("RoleBinding", "edit", [_user])) == set()
}

test_other_roles_pass if {
	_severities(_binding("ClusterRoleBinding", "view", [_user])) == set()
	_severities(_binding("ClusterRoleBinding", "${ROLE}", [_user])) == set()
}

test_a_role_of_that_name_warns if {
	binding := object.union(_binding("RoleBinding", "cluster-admin", [_user]), {"roleRef": {"kind": "Role"}})
	_severities(binding) == {"warning"}
}

test_a_role_reference_of_openshift_names_no_kind if {
	_severities({
		"apiVersion": "authorization.openshift.io/v1",
		"kind": "ClusterRoleBinding",
		"roleRef": {"name": "cluster-admin"},
	}) == {"error"}
}

_beside(manifest) := {finding.severity.production |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"overlay": ["rbac.rbac_gitops_admin"]}}
}

_controllers := [
	"argocd-application-controller", "argocd-server", "openshift-gitops-argocd-application-controller",
	"kustomize-controller", "helm-controller",
]

test_controllers_of_argo_cd_and_flux_are_left_to_rbac_gitops_admin if {
	every name in _controllers {
		_beside(_binding("ClusterRoleBinding", "cluster-admin", [_account(name)])) == set()
	}
}

test_controllers_are_found_where_rbac_gitops_admin_does_not_run if {
	binding := _binding("ClusterRoleBinding", "cluster-admin", [_account("argocd-server")])
	_severities(binding) == {"error"}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [binding]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_cluster_admin_binding"]}}
	count(report) == 1
}

test_what_rbac_gitops_admin_does_not_look_for_is_found if {
	_beside(_binding("ClusterRoleBinding", "admin", [_account("argocd-server")])) == {"warning"}
	binding := _binding("RoleBinding", "cluster-admin", [_account("argocd-server")])
	_beside(object.union(binding, {"roleRef": {"kind": "Role"}})) == {"warning"}
}

test_others_beside_them_are_found if {
	controller := _account("kustomize-controller")
	_beside(_binding("ClusterRoleBinding", "cluster-admin", [controller, _user])) == {"error"}
	_beside(_binding("ClusterRoleBinding", "cluster-admin", [object.union(controller, {"kind": "User"})])) == {"error"}
	_beside(_binding("ClusterRoleBinding", "cluster-admin", [_account("shop-reconciler")])) == {"error"}
	_beside(_binding("ClusterRoleBinding", "cluster-admin", [_account("not-kustomize-controller-2")])) == {"error"}
}

test_without_subjects_it_is_found if {
	report := rule.report with input as _binding("ClusterRoleBinding", "cluster-admin", [])
	[finding] := [finding | some finding in report]
	contains(finding.message, "everything, to nobody yet.")
	_severities(_binding("ClusterRoleBinding", "cluster-admin", null)) == {"error"}
}

test_without_a_role_it_passes if {
	_severities({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding"}) == set()
	_severities(object.union(_binding("ClusterRoleBinding", "x", []), {"roleRef": null})) == set()
}

test_wrong_types_are_skipped if {
	_severities(_binding("ClusterRoleBinding", ["cluster-admin"], [_user])) == set()
	_severities(object.union(_binding("ClusterRoleBinding", "x", []), {"roleRef": "cluster-admin"})) == set()
	_severities(_binding("ClusterRoleBinding", "cluster-admin", [null, 5, {"kind": 5, "name": {}}])) == {"error"}
	_severities(_binding("ClusterRoleBinding", "cluster-admin", {"a": _user})) == {"error"}
}

test_bindings_of_another_group_are_none if {
	binding := _binding("ClusterRoleBinding", "cluster-admin", [_user])
	_severities(object.union(binding, {"apiVersion": "example.org/v1"})) == set()
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
