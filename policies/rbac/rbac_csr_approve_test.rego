package policies.rbac.rbac_csr_approve_test

import data.policies.rbac.rbac_csr_approve as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {
	"apiGroups": ["certificates.k8s.io"],
	"resources": ["certificatesigningrequests/approval"],
	"verbs": ["get", "update"],
}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_csr_approve"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows update on certificatesigningrequests/approval in rules[1], so its",
			"holder lets in whom it wants. Approve by hand, or limit approve to a signer of your own.",
		]),
	}}
}

test_a_role_grants_nothing_here if _paths(object.union(_of({}), {"kind": "Role"})) == set()

test_what_allows_it_is_found if {
	_paths(_of({"verbs": ["patch"]})) == {_path}
	_paths(_of({"resources": ["*/approval"]})) == {_path}
	_paths(_of({"resources": ["signers"], "verbs": ["approve"]})) == {_path}
	_paths(_of({"resources": ["*"], "verbs": ["*"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"resources": ["certificatesigningrequests", "certificatesigningrequests/status"]})) == set()
	_paths(_of({"verbs": ["get"]})) == set()
	_paths(_of({"resources": ["signers"], "verbs": ["sign"]})) == set()
	_paths(_of({"resources": ["*"]})) == set()
	_paths(_of({"resources": ["*"], "verbs": ["approve"]})) == set()
	_paths(_of({"apiGroups": ["*"], "resources": ["*"], "verbs": ["approve"]})) == set()
	_paths(_of({"apiGroups": ["cert-manager.io"], "resources": ["signers"], "verbs": ["approve"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
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

test_worse_things_that_the_same_wildcards_allow_come_first if {
	groups := ["admissionregistration.k8s.io", "certificates.k8s.io"]
	_paths(_of({"apiGroups": groups, "resources": ["*"], "verbs": ["*"]})) == set()
	_alone(_of({"apiGroups": groups, "resources": ["*"], "verbs": ["*"]})) == {_path}
}

_signers(changes) := object.union(
	{"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["approve"]},
	changes,
)

test_both_halves_are_one_finding if {
	_paths(_role("ClusterRole", [_signers({}), _grant])) == {["rules", 1]}
	_paths(_role("ClusterRole", [_grant, _grant])) == {["rules", 0]}
}

test_halves_that_come_by_a_wildcard_count_together if {
	half := object.union(_grant, {"resources": ["*"]})
	_paths(_role("ClusterRole", [half, _signers({"resources": ["*"]})])) == {["rules", 0]}
	_paths(_role("ClusterRole", [half, half])) == set()
}

test_signers_of_ones_own_sign_no_logins if {
	own := _signers({"resourceNames": ["example.org/internal"]})
	_paths(_role("ClusterRole", [own])) == set()
	_paths(_role("ClusterRole", [own, _grant])) == set()
	_paths(_role("ClusterRole", [_signers({"resourceNames": ["kubernetes.io/kubelet-serving"]})])) == {["rules", 0]}
	_paths(_role("ClusterRole", [own, _grant, _signers({"resourceNames": ["kubernetes.io/*"]})])) == {["rules", 1]}
}

test_an_approver_warns if {
	role := object.union(_of({}), {"metadata": {"name": "kubelet-csr-approver"}})
	{finding.severity | some finding in rule.report with input as role} == {{"production": "warning", "elsewhere": "note"}}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
