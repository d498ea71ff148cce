package policies.rbac.rbac_nonresource_wildcard_test

import data.policies.rbac.rbac_nonresource_wildcard as rule

_role(kind, grants) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": grants,
}

_grant := {"nonResourceURLs": ["*"], "verbs": ["*"]}

_other := {"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}

_of(changes) := _role("ClusterRole", [object.union(_grant, changes)])

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["rbac.rbac_nonresource_wildcard"]}}
}

_path := ["rules", 0]

test_it_is_found_where_it_is if {
	report := rule.report with input as _role("ClusterRole", [_other, _grant])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"message": concat(" ", [
			"ClusterRole \"shop\" allows every verb on every URL of the API server in rules[1]. Name the",
			"paths, and get alone.",
		]),
	}}
}

test_a_role_grants_nothing_here if _paths(object.union(_of({}), {"kind": "Role"})) == set()

test_what_allows_it_is_found if {
	_paths(_of({"nonResourceURLs": ["/*"]})) == {_path}
	_paths(_of({"nonResourceURLs": ["/healthz", "*"]})) == {_path}
	_paths(_of({"verbs": ["get", "*"]})) == {_path}
}

test_what_does_not_passes if {
	_paths(_of({"nonResourceURLs": ["/metrics"], "verbs": ["get"]})) == set()
	_paths(_of({"verbs": ["get"]})) == set()
	_paths(_of({"nonResourceURLs": ["/metrics", "/logs/*"]})) == set()
	_paths(_of({"nonResourceURLs": []})) == set()
}

test_rules_of_an_aggregated_role_are_overwritten if {
	_paths(object.union(_of({}), {"aggregationRule": {"clusterRoleSelectors": []}})) == set()
}

test_absent_fields_and_wrong_types_pass if {
	every field in ["nonResourceURLs", "verbs"] {
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

test_a_role_that_allows_everything_is_left_to_rbac_full_admin if {
	everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
	_paths(_role("ClusterRole", [everything, _grant])) == set()
	_alone(_role("ClusterRole", [everything, _grant])) == {["rules", 1]}
	_paths(_role("ClusterRole", [object.union(everything, {"verbs": ["get"]}), _grant])) == {["rules", 1]}
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
