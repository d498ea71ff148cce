package policies.rbac.rbac_secrets_access_test

import data.policies.rbac.rbac_secrets_access as rule

_role(kind, rule_) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"rules": [rule_],
}

_secrets(changes) := object.union({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}, changes)

_everything := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}

_is_found(rule_) if {
	report := rule.report with input as _role("Role", rule_)
	{finding.path | some finding in report} == {["rules", 0, "resources", 0]}
}

_passes(rule_) if {
	report := rule.report with input as _role("Role", rule_)
	report == set()
}

test_a_cluster_role_is_an_error if {
	verbs := ["list", "watch", "get", "update", "use"]
	report := rule.report with input as _role("ClusterRole", _secrets({"verbs": verbs}))
	report == {{
		"at": 0,
		"path": ["rules", 0, "resources", 0],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ClusterRole \"shop\" allows get, list, update and watch on Secrets of every namespace in rules[0].resources[0].",
			"Allow get on the names that are needed, or mount them instead.",
		]),
	}}
}

test_a_role_warns if {
	report := rule.report with input as _role("Role", _secrets({"verbs": ["*"]}))
	report == {{
		"at": 0,
		"path": ["rules", 0, "resources", 0],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			"Role \"shop\" allows every verb on Secrets in rules[0].resources[0].",
			"Allow get on the names that are needed, or mount them instead.",
		]),
	}}
}

test_each_verb_counts if {
	every verb in ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch", "*"] {
		_is_found(_secrets({"verbs": [verb]}))
	}
}

test_wildcards_cover_secrets if {
	_is_found(_secrets({"apiGroups": ["*"]}))
	_is_found(_secrets({"resources": ["*"]}))
}

test_the_path_is_that_of_the_word if {
	cases := [
		[["pods", "secrets"], 1],
		[["pods", "*"], 1],
		[["*", "pods", "secrets", "secrets"], 2],
		[[5, null, "secrets"], 2],
	]
	every case in cases {
		rule_ := _secrets({"resources": case[0], "apiGroups": ["apps", ""]})
		report := rule.report with input as _role("Role", rule_)
		{finding.path | some finding in report} == {["rules", 0, "resources", case[1]]}
	}
}

test_a_wildcard_is_told if {
	report := rule.report with input as _role("ClusterRole", _secrets({"resources": ["pods", "*"]}))
	[finding] := [finding | some finding in report]
	contains(finding.message, ` allows get on Secrets of every namespace ("*" in rules[0].resources[1]).`)
}

test_other_resources_pass if {
	_passes(_secrets({"resources": ["configmaps"]}))
	_passes(_secrets({"apiGroups": ["example.org"]}))
	_passes(_secrets({"apiGroups": ["apps"], "resources": ["*"]}))
	_passes(_secrets({"resources": ["secrets/status", "secretstores"]}))
}

test_other_verbs_pass if {
	_passes(_secrets({"verbs": ["post", "use"]}))
	_passes(_secrets({"verbs": []}))
	_passes(_secrets({"verbs": ["${VERBS}"]}))
}

test_to_get_named_ones_passes if {
	_passes(_secrets({"resourceNames": ["shop-tls"]}))
	_passes(_secrets({"resourceNames": ["shop-tls"], "verbs": ["get", "use"]}))
}

test_no_names_are_all_names if _is_found(_secrets({"resourceNames": []}))

test_names_do_not_keep_a_list_from_leaking if {
	_is_found(_secrets({"resourceNames": ["shop-tls"], "verbs": ["get", "list"]}))
	_is_found(_secrets({"resourceNames": ["shop-tls"], "verbs": ["watch"]}))
	names := {"resourceNames": ["shop-tls", "shop-ca"], "verbs": ["list"]}
	report := rule.report with input as _role("ClusterRole", _secrets(names))
	[finding] := [finding | some finding in report]
	contains(finding.message, " allows list on Secrets named shop-ca and shop-tls of every namespace in rules[0]")
}

test_to_write_named_ones_is_found if _is_found(_secrets({"resourceNames": ["shop-tls"], "verbs": ["get", "patch"]}))

test_what_rbac_full_admin_reports_is_left_to_it if {
	_passes(_everything)
	alone := {"run": {"resource": ["rbac.rbac_secrets_access"]}}
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_role("Role", _everything)]}
		with data.mergegate_config as alone
	{finding.path | some finding in report} == {["rules", 0, "resources", 0]}
}

test_rules_of_an_aggregated_role_are_overwritten if {
	report := rule.report with input as object.union(_role("ClusterRole", _secrets({})), {"aggregationRule": {}})
	report == set()
}

test_absent_fields_and_wrong_types_pass if {
	every field in ["apiGroups", "resources", "verbs"] {
		_passes(object.remove(_secrets({}), [field]))
		_passes(_secrets({field: null}))
		_passes(_secrets({field: "*"}))
	}
	_passes(5)
	_is_found(_secrets({"resourceNames": "shop-tls"}))
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
