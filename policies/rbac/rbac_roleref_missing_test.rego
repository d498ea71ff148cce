package policies.rbac.rbac_roleref_missing_test

import data.policies.rbac.rbac_roleref_missing as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_binding(kind, role, subjects) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps"},
	"roleRef": role,
	"subjects": subjects,
}

_account(name) := {"kind": "ServiceAccount", "name": name, "namespace": "apps"}

_role(space) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "Role",
	"metadata": {"name": "reader", "namespace": space},
}

_reader := {"kind": "Role", "name": "reader"}

_rendered(name, space) := {
	"apiVersion": "v1",
	"kind": "ServiceAccount",
	"metadata": {"name": name, "namespace": space},
}

_found(resources) := {[finding.at, finding.path] | some finding in rule.report with input as _overlay(resources)}

_to_role := ["roleRef", "name"]

test_a_role_that_is_not_there_is_found if {
	report := rule.report with input as _overlay([null, _binding("RoleBinding", _reader, [])])
	report == {{
		"at": 1,
		"path": _to_role,
		"message": concat(" ", [
			"RoleBinding \"shop\" refers to the Role \"reader\", which the overlay does not hold in its namespace.",
			"Add it, or mend the name.",
		]),
	}}
}

test_a_role_in_the_namespace_passes if {
	_found([_role("apps"), _binding("RoleBinding", _reader, [])]) == set()
	openshift := object.union(_role("apps"), {"apiVersion": "authorization.openshift.io/v1"})
	_found([openshift, _binding("RoleBinding", _reader, [])]) == set()
}

test_namespaces_are_told_apart if {
	_found([_role("other"), _binding("RoleBinding", _reader, [])]) == {[1, _to_role]}
	_found([_role(""), _binding("RoleBinding", _reader, [])]) == set()
	_found([_role("${SPACE}"), _binding("RoleBinding", _reader, [])]) == set()
}

test_a_cluster_role_may_come_from_elsewhere if {
	_found([_binding("RoleBinding", {"kind": "ClusterRole", "name": "view"}, [])]) == set()
	_found([_binding("ClusterRoleBinding", {"kind": "ClusterRole", "name": "shop"}, [])]) == set()
}

test_roles_that_kubernetes_makes_pass if {
	every name in ["extension-apiserver-authentication-reader", "system:controller:bootstrap-signer", "kubeadm:nodes"] {
		_found([_binding("RoleBinding", {"kind": "Role", "name": name}, [])]) == set()
	}
}

test_an_account_that_is_not_there_is_a_note if {
	binding := _binding("ClusterRoleBinding", _view, [{"kind": "User"}, _account("shop")])
	report := rule.report with input as _overlay([binding])
	report == {{
		"at": 0,
		"path": ["subjects", 1, "name"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			"ClusterRoleBinding \"shop\" names the service account \"shop\" of apps, which the overlay does not hold.",
			"Make sure that it is there.",
		]),
	}}
}

_view := {"kind": "ClusterRole", "name": "view"}

test_an_account_without_a_namespace_is_of_the_binding if {
	binding := _binding("RoleBinding", _view, [{"kind": "ServiceAccount", "name": "shop"}])
	_found([_rendered("shop", "apps"), binding]) == set()
	_found([_rendered("shop", "other"), binding]) == {[1, ["subjects", 0, "name"]]}
	nowhere := object.union(_binding("ClusterRoleBinding", _view, [{"kind": "ServiceAccount", "name": "shop"}]), {})
	_found([_rendered("shop", "other"), nowhere]) == set()
	{finding.message | some finding in rule.report with input as _overlay([nowhere])} == {concat(" ", [
		"ClusterRoleBinding \"shop\" names the service account \"shop\", which the overlay does not hold.",
		"Make sure that it is there.",
	])}
}

test_an_account_of_pods_is_left_to_pod_service_account_missing if {
	pod := {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "shop", "namespace": "apps"},
		"spec": {"serviceAccountName": "shop"},
	}
	resources := [pod, _binding("ClusterRoleBinding", _view, [_account("shop"), _account("other")])]
	_found(resources) == {[1, ["subjects", 1, "name"]]}
	report := rule.report with input as _overlay(resources)
		with data.mergegate_config as {"run": {"overlay": ["rbac.rbac_roleref_missing"]}}
	count(report) == 2
}

test_accounts_that_are_always_there_pass if {
	every name in ["default", "builder", "pipeline", "argocd-application-controller", "${ACCOUNT}"] {
		_found([_binding("RoleBinding", _view, [_account(name)])]) == set()
	}
}

test_a_chart_may_bring_them if {
	release := {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease"}
	_found([release, _binding("RoleBinding", _reader, [_account("shop")])]) == set()
}

test_what_a_later_tool_fills_in_is_unknown if {
	_found([_binding("RoleBinding", {"kind": "Role", "name": "${ROLE}"}, [])]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _binding("RoleBinding", _reader, [_account("shop")])
	report == set()
}

test_absent_fields_and_wrong_types_pass if {
	_found([null, 5, _binding("RoleBinding", null, null), _binding("RoleBinding", {"kind": "Role"}, [5, {}])]) == set()
	_found([_binding("RoleBinding", {"kind": "Role", "name": ["reader"]}, "x")]) == set()
	_found([_binding("RoleBinding", _view, [{"kind": "ServiceAccount", "name": 5}])]) == set()
}

test_warns_in_production_is_a_note_elsewhere if {
	rule.severity == {"production": "warning", "elsewhere": "note"}
}
