package policies.rbac.rbac_full_admin_test

import data.policies.rbac.rbac_full_admin as rule

_role(kind, rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": rules,
}

_everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_paths_of(changes) := _paths(_role("ClusterRole", [object.union(_everything, changes)]))

test_everything_is_found if {
	report := rule.report with input as _role("ClusterRole", [{"apiGroups": [""], "resources": ["pods"]}, _everything])
	report == {{
		"at": 0,
		"path": ["rules", 1],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows every verb on every resource of every API group in rules[1].",
			"Name what is needed.",
		]),
	}}
}

test_a_role_only_warns_as_flux_documents_one if {
	report := rule.report with input as _role("Role", [_everything])
	{[finding.path, finding.severity] | some finding in report} == {[
		["rules", 0],
		{"production": "warning", "elsewhere": "warning"},
	]}
}

test_all_verbs_written_out_are_every_verb if {
	verbs := ["get", "list", "delete", "update", "create", "patch", "watch"]
	_paths_of({"verbs": verbs}) == {["rules", 0]}
	_paths_of({"verbs": array.concat(verbs, ["deletecollection"])}) == {["rules", 0]}
}

test_wildcards_among_names_count if {
	_paths_of({"apiGroups": ["", "*"], "resources": ["pods", "*"], "verbs": ["get", "*"]}) == {["rules", 0]}
}

test_what_is_limited_passes if {
	_paths_of({"apiGroups": [""]}) == set()
	_paths_of({"resources": ["pods"]}) == set()
	_paths_of({"resources": ["*/*"]}) == set()
	_paths_of({"verbs": ["get", "list", "watch"]}) == set()
	_paths_of({"resourceNames": ["shop"]}) == set()
}

test_rules_of_an_aggregated_role_are_overwritten if {
	role := object.union(_role("ClusterRole", [_everything]), {"aggregationRule": {"clusterRoleSelectors": []}})
	_paths(role) == set()
	_paths(object.union(role, {"aggregationRule": null})) == {["rules", 0]}
}

test_a_role_that_is_aggregated_into_others_counts if {
	labels := {"metadata": {"labels": {"rbac.authorization.k8s.io/aggregate-to-admin": "true"}}}
	_paths(object.union(_role("ClusterRole", [_everything]), labels)) == {["rules", 0]}
}

test_roles_of_openshift_count if {
	role := object.union(_role("ClusterRole", [_everything]), {"apiVersion": "authorization.openshift.io/v1"})
	_paths(role) == {["rules", 0]}
	_paths(object.union(role, {"apiVersion": "example.org/v1"})) == set()
}

test_without_rules_it_passes if {
	_paths(_role("ClusterRole", [])) == set()
	_paths(_role("ClusterRole", null)) == set()
	_paths({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role"}) == set()
}

test_wrong_types_are_skipped if {
	_paths(_role("ClusterRole", [null, 5, "*", [_everything], _everything])) == {["rules", 4]}
	_paths(_role("ClusterRole", {"verbs": "*"})) == set()
	_paths_of({"verbs": "*"}) == set()
	_paths_of({"verbs": [["*"], 5, null]}) == set()
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
