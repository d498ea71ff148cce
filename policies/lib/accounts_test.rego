package policies.lib.accounts_test

import data.policies.lib.accounts
import data.policies.lib.rbac

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

test_the_account_of_a_pod if {
	accounts.name({"serviceAccountName": "shop"}) == "shop"
	accounts.name({"serviceAccountName": "shop", "serviceAccount": "old"}) == "shop"
	accounts.name({"serviceAccountName": "", "serviceAccount": "old"}) == "old"
	accounts.name({"serviceAccount": "old"}) == "old"
	every spec in [{}, {"serviceAccountName": ""}, {"serviceAccountName": null, "serviceAccount": null}] {
		accounts.name(spec) == "default"
	}
	every unknown in ["${ACCOUNT}", 5, ["shop"], {}] {
		not accounts.name({"serviceAccountName": unknown})
	}
}

test_the_field_that_names_it if {
	accounts.field({}) == "serviceAccountName"
	accounts.field({"serviceAccount": "old"}) == "serviceAccount"
	accounts.field({"serviceAccount": "old", "serviceAccountName": "shop"}) == "serviceAccountName"
}

test_what_is_said_of_the_token if {
	accounts.token({"automountServiceAccountToken": true}) == "mounted"
	accounts.token({"automountServiceAccountToken": false}) == "kept out"
	accounts.token({"automountServiceAccountToken": null}) == "nothing"
	accounts.token({}) == "nothing"
	every value in ["false", "${MOUNT}", 0, [], {}] {
		accounts.token({"automountServiceAccountToken": value}) == "unknown"
	}
}

_pod(space, account) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop", "namespace": space},
	"spec": {"serviceAccountName": account},
}

test_users_by_account if {
	resources := [_pod("a", "shop"), _pod("a", "shop"), _pod("b", "shop"), _pod("${SPACE}", ""), _pod("a", "${X}"), null]
	accounts.users == {["a", "shop"]: {0, 1}, ["b", "shop"]: {2}, ["", "default"]: {3}} with input as _overlay(resources)
	accounts.users == {} with input as {"mergegate": {"scope": "resource"}, "resources": resources}
}

_binding(kind, space, subject) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"namespace": space},
	"subjects": [subject],
}

_account := {"kind": "ServiceAccount", "name": "shop"}

_space(binding) := space if {
	space := accounts.namespace_of(rbac.subjects[0]) with input as _overlay([binding])
}

test_the_namespace_of_a_subject if {
	_space(_binding("RoleBinding", "a", _account)) == "a"
	_space(_binding("RoleBinding", "a", object.union(_account, {"namespace": "b"}))) == "b"
	_space(_binding("ClusterRoleBinding", "a", object.union(_account, {"namespace": "b"}))) == "b"
	_space(_binding("ClusterRoleBinding", "a", _account)) == ""
	_space(_binding("RoleBinding", "a", object.union(_account, {"namespace": "${SPACE}"}))) == ""
	_space(_binding("RoleBinding", null, _account)) == ""
}

test_accounts_that_a_binding_names if {
	known := _overlay([_binding("RoleBinding", "a", _account)])
	accounts.is_bound(["a", "shop"]) with input as known
	accounts.is_bound(["", "shop"]) with input as known
	not accounts.is_bound(["b", "shop"]) with input as known
	not accounts.is_bound(["a", "other"]) with input as known
	unknown := _overlay([_binding("ClusterRoleBinding", "", _account)])
	accounts.is_bound(["b", "shop"]) with input as unknown
	user := _overlay([_binding("RoleBinding", "a", {"kind": "User", "name": "shop"})])
	not accounts.is_bound(["a", "shop"]) with input as user
}

test_what_charts_and_operators_bring_is_not_seen if {
	every pair in [
		["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
		["helm.cattle.io/v1", "HelmChart"],
		["operators.coreos.com/v1alpha1", "Subscription"],
	] {
		accounts.comes_by_chart with input as _overlay([{"apiVersion": pair[0], "kind": pair[1]}])
	}
	not accounts.comes_by_chart with input as _overlay([_pod("a", "shop")])
}
