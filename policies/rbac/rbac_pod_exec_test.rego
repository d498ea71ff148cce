package policies.rbac.rbac_pod_exec_test

import data.policies.rbac.rbac_pod_exec as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": [""], "resources": ["pods/exec", "pods/log"], "verbs": ["create", "list"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_pod_exec"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows create on pods/exec in rules[1], so its holder runs commands in",
			"containers. Leave it out; pods/log is enough to read logs.",
		]),
	}}
}

test_a_role_counts_as_well if _paths(object.union(_of({}), {"kind": "Role"})) == {_path}

test_what_allows_it_is_found if {
	_paths(_of({"verbs": ["get"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["pods/attach"]})) == {_path}
	_paths(_of({"resources": ["pods/*"]})) == {_path}
	_paths(_of({"resources": ["*/exec"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
	_paths(_of({"resources": ["pods/ephemeralcontainers"], "verbs": ["patch"]})) == {_path}
	_paths(_of({"resources": ["pods/*"], "verbs": ["update"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"verbs": ["list", "watch", "delete"]})) == set()
	_paths(_of({"resources": ["pods", "pods/log"]})) == set()
	_paths(_of({"apiGroups": ["apps"]})) == set()
	_paths(_of({"resources": ["pods/ephemeralcontainers"]})) == set()
	_paths(_of({"verbs": [""]})) == set()
	_paths(_of({"apiGroups": ["apps"], "resources": ["*"], "verbs": ["*"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"resources": ["*"]})) == set()
	_alone(_of({"resources": ["*"]})) == {_path}
	_paths(_of({"resources": ["*"], "verbs": ["get"]})) == set()
	_alone(_of({"resources": ["*"], "verbs": ["get"]})) == {_path}
	_paths(_of({"resources": ["*"], "verbs": ["*"]})) == set()
	_alone(_of({"resources": ["*"], "verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["*"], "verbs": ["patch"]})) == set()
	_alone(_of({"resources": ["*"], "verbs": ["patch"]})) == {_path}
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

test_both_ways_in_are_one_finding if {
	grants := {"resources": ["pods/ephemeralcontainers", "pods/exec"], "verbs": ["create", "patch"]}
	report := rule.report with input as _of(grants)
	{finding.message | some finding in report} == {concat(" ", [
		"ClusterRole \"shop\" allows create and patch on pods/ephemeralcontainers and pods/exec in rules[0],",
		"so its holder runs commands in containers. Leave it out; pods/log is enough to read logs.",
	])}
}

test_a_role_for_debugging_warns if {
	every name in ["debug", "shop-debugger", "pod-exec"] {
		role := object.union(_of({}), {"metadata": {"name": name}})
		severities := {finding.severity | some finding in rule.report with input as role}
		severities == {{"production": "warning", "elsewhere": "note"}}
	}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
