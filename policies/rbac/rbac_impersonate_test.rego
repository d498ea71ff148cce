package policies.rbac.rbac_impersonate_test

import data.policies.rbac.rbac_impersonate as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": [""], "resources": ["users", "groups"], "verbs": ["impersonate"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_impersonate"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows impersonate on groups and users in rules[1], so its holder acts with",
			"the permissions of others. Grant what it needs, or name whom it may impersonate.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_of({}), {"kind": "Role"})) == {_path}

test_what_allows_it_is_found if {
	_paths(_of({"resources": ["serviceaccounts"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["*"]})) == {_path}
	_paths(_of({"apiGroups": ["*"], "resources": ["*"]})) == {_path}
	_paths(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["userextras/scopes"]})) == {_path}
	_paths(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["userextras"]})) == {_path}
	_paths(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["uids"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"apiGroups": ["user.openshift.io"]})) == set()
	_paths(_of({"resources": ["pods"]})) == set()
	_paths(_of({"verbs": ["get", "list"]})) == set()
	_paths(_of({"resources": ["userextras/scopes"]})) == set()
	_paths(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"resources": ["serviceaccounts"], "verbs": ["*"]})) == set()
	_alone(_of({"resources": ["serviceaccounts"], "verbs": ["*"]})) == {_path}
	_paths(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["*"], "verbs": ["*"]})) == set()
	_alone(_of({"apiGroups": ["authentication.k8s.io"], "resources": ["*"], "verbs": ["*"]})) == {_path}
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

test_named_identities_warn if {
	_severity({"resourceNames": ["shop-deployer"]}) == {"production": "warning", "elsewhere": "warning"}
	_severity({"resourceNames": ["shop-deployer", "system:masters"]}) == rule.severity
	_severity({"resourceNames": []}) == rule.severity
}

test_the_group_of_everybody_warns if {
	_severity({"resourceNames": ["system:authenticated"]}) == {"production": "warning", "elsewhere": "warning"}
	_severity({"resourceNames": ["system:unauthenticated"]}) == {"production": "warning", "elsewhere": "warning"}
	_severity({"resourceNames": ["system:authenticated", "system:admin"]}) == rule.severity
}

_severity(changes) := finding.severity if some finding in rule.report with input as _of(changes)

test_controllers_that_apply_git_need_it if {
	every name in ["argocd-application-controller", "team-kustomize-controller", "helm-controller", "flux-reconciler"] {
		_paths(object.union(_of({}), {"metadata": {"name": name}})) == set()
	}
	every part in ["argocd", "flux"] {
		_paths(object.union(_of({}), {"metadata": {"labels": {"app.kubernetes.io/part-of": part}}})) == set()
	}
	_paths(object.union(_of({}), {"metadata": {"name": "influxdb"}})) == {_path}
	_paths(object.union(_of({}), {"metadata": {"labels": {"app.kubernetes.io/part-of": "shop"}}})) == {_path}
}

test_is_an_error_everywhere if {
	rule.severity == {"production": "error", "elsewhere": "error"}
}
