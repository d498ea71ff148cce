package policies.rbac.rbac_nodes_proxy_test

import data.policies.rbac.rbac_nodes_proxy as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"apiGroups": [""], "resources": ["nodes", "nodes/proxy"], "verbs": ["get"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_nodes_proxy"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"message": concat(" ", [
			"ClusterRole \"shop\" allows get on nodes/proxy in rules[1], past admission and network policies.",
			"Leave the proxy out; nodes/metrics is enough for metrics.",
		]),
	}}
}

test_a_role_grants_nothing_here if _paths(object.union(_of({}), {"kind": "Role"})) == set()

test_what_allows_it_is_found if {
	_paths(_of({"verbs": ["create"]})) == {_path}
	_paths(_of({"verbs": ["*"]})) == {_path}
	_paths(_of({"resources": ["services/proxy"]})) == {_path}
	_paths(_of({"resources": ["pods/proxy"]})) == {_path}
	_paths(_of({"resources": ["*/proxy"]})) == {_path}
	_paths(_of({"apiGroups": ["*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"resources": ["nodes/metrics", "nodes/stats", "nodes"]})) == set()
	_paths(_of({"verbs": ["list", "watch"]})) == set()
	_paths(_of({"apiGroups": ["metrics.k8s.io"]})) == set()
}

test_wildcards_are_left_to_the_rules_on_them if {
	_paths(_of({"resources": ["*"]})) == set()
	_alone(_of({"resources": ["*"]})) == {_path}
	_paths(_of({"resources": ["pods/proxy", "pods/exec"]})) == set()
	_alone(_of({"resources": ["pods/proxy", "pods/exec"]})) == {_path}
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

test_for_pods_and_services_metrics_are_no_way_out if {
	report := rule.report with input as _of({"resources": ["services/proxy"]})
	{finding.message | some finding in report} == {concat(" ", [
		"ClusterRole \"shop\" allows get on services/proxy in rules[0], past admission and network policies.",
		"Leave the proxy out.",
	])}
}

test_the_proxy_of_nodes_beside_a_shell_is_found if {
	_paths(_of({"resources": ["nodes/proxy", "pods/proxy", "pods/exec"]})) == {_path}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
