package policies.rbac.rbac_gitops_admin_test

import data.policies.rbac.rbac_gitops_admin as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": role,
	"subjects": subjects,
}

_account(name) := {"kind": "ServiceAccount", "name": name, "namespace": "apps"}

_admin := {"kind": "ClusterRole", "name": "cluster-admin"}

_reported(resources) := report if {
	report := rule.report with input as _overlay(resources)
}

_found(resources) := {[finding.at, finding.path, finding.severity.production] | some finding in _reported(resources)}

_alone(resources) := {[finding.at, finding.path, finding.severity.production] |
	some finding in rule.report with input as _overlay(resources)
		with data.mergegate_config as {"run": {"overlay": ["rbac.rbac_gitops_admin"]}}
}

test_a_controller_that_is_cluster_admin_is_found if {
	subjects := [_account("kustomize-controller"), _account("helm-controller")]
	report := _reported([null, _binding("ClusterRoleBinding", _admin, subjects)])
	{[finding.at, finding.path, finding.severity] | some finding in report} == {
		[1, ["subjects", 0], {"production": "warning", "elsewhere": "note"}],
		[1, ["subjects", 1], {"production": "warning", "elsewhere": "note"}],
	}
	concat(" ", [
		"ClusterRoleBinding \"shop\" lets the controller \"helm-controller\" do everything (cluster-admin).",
		"Bind it to a role that names what it applies.",
	]) in {finding.message | some finding in report}
}

test_controllers_of_argo_cd_count if {
	every name in ["argocd-application-controller", "argocd-server", "openshift-gitops-argocd-application-controller"] {
		_found([_binding("ClusterRoleBinding", _admin, [_account(name)])]) == {[0, ["subjects", 0], "warning"]}
	}
}

test_what_rbac_cluster_admin_binding_reports_is_left_to_it if {
	resources := [_binding("ClusterRoleBinding", _admin, [_account("helm-controller"), _account("jane")])]
	_found(resources) == set()
	_alone(resources) == {[0, ["subjects", 0], "warning"]}
}

_tenant(kind) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": kind,
	"metadata": {"name": "tenant", "namespace": "apps"},
	"spec": {"serviceAccountName": "tenant"},
}

test_the_account_of_a_tenant_for_the_whole_cluster_is_an_error if {
	resources := [_tenant("Kustomization"), _binding("ClusterRoleBinding", _admin, [_account("tenant")])]
	_alone(resources) == {[1, ["subjects", 0], "error"]}
	_found(resources) == set()
	within := [_tenant("Kustomization"), _binding("RoleBinding", _admin, [_account("tenant")])]
	_alone(within) == {[1, ["subjects", 0], "warning"]}
	release := object.union(_tenant("HelmRelease"), {"apiVersion": "helm.toolkit.fluxcd.io/v2"})
	_alone([release, _binding("ClusterRoleBinding", _admin, [_account("tenant")])]) == {[1, ["subjects", 0], "error"]}
}

test_other_accounts_pass if {
	_alone([_tenant("Kustomization"), _binding("ClusterRoleBinding", _admin, [_account("other")])]) == set()
	elsewhere := object.union(_account("tenant"), {"namespace": "other"})
	_alone([_tenant("Kustomization"), _binding("ClusterRoleBinding", _admin, [elsewhere])]) == set()
	_alone([_binding("ClusterRoleBinding", _admin, [{"kind": "User", "name": "helm-controller"}])]) == set()
}

_role(kind, rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "all", "namespace": "apps"},
	"rules": rules,
}

_everything := [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]

test_a_role_that_allows_everything_counts if {
	subjects := [_account("argocd-server")]
	within := [_role("Role", _everything), _binding("RoleBinding", {"kind": "Role", "name": "all"}, subjects)]
	_alone(within) == {[1, ["subjects", 0], "warning"]}
	everywhere := [
		object.union(_role("ClusterRole", _everything), {"metadata": {"namespace": ""}}),
		_binding("ClusterRoleBinding", {"kind": "ClusterRole", "name": "all"}, subjects),
	]
	_alone(everywhere) == {[1, ["subjects", 0], "warning"]}
	_found(within) == set()
	_found(everywhere) == set()
}

test_other_roles_pass if {
	subjects := [_account("argocd-server")]
	narrow := [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]}]
	_alone([_role("Role", narrow), _binding("RoleBinding", {"kind": "Role", "name": "all"}, subjects)]) == set()
	_alone([_role("Role", _everything), _binding("RoleBinding", {"kind": "Role", "name": "other"}, subjects)]) == set()
	_alone([_binding("RoleBinding", {"kind": "Role", "name": "cluster-admin"}, subjects)]) == set()
	_alone([_binding("RoleBinding", {"kind": "ClusterRole", "name": "view"}, subjects)]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _binding("ClusterRoleBinding", _admin, [_account("helm-controller")])
	report == set()
}

test_absent_fields_and_wrong_types_pass if {
	_alone([null, 5, _binding("ClusterRoleBinding", null, null), _binding("ClusterRoleBinding", "x", [5, {}])]) == set()
	nameless := object.union(_tenant("Kustomization"), {"spec": {"serviceAccountName": ["tenant"]}})
	_alone([nameless, _binding("ClusterRoleBinding", _admin, [_account("tenant")])]) == set()
}

test_warns_in_production_is_a_note_elsewhere if {
	rule.severity == {"production": "warning", "elsewhere": "note"}
}
