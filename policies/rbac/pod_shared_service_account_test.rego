package policies.rbac.pod_shared_service_account_test

import data.policies.rbac.pod_shared_service_account as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_deployment(name, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "apps"},
	"spec": {"template": {"spec": spec}},
}

_found(resources) := {[finding.at, finding.path] | some finding in rule.report with input as _overlay(resources)}

_path := ["spec", "template", "spec", "serviceAccountName"]

_with(name, fields) := _deployment(name, object.union({"serviceAccountName": "shop"}, fields))

test_all_but_the_first_are_found if {
	report := rule.report with input as _overlay([_with("shop", {}), _with("till", {})])
	report == {{
		"at": 1,
		"path": _path,
		"message": concat(" ", [
			"Deployment \"till\" shares the service account \"shop\" with Deployment \"shop\".",
			"Give it one of its own.",
		]),
	}}
	_found([_with("shop", {}), _with("till", {}), _with("stock", {})]) == {[1, _path], [2, _path]}
}

test_accounts_of_ones_own_pass if {
	_found([_with("shop", {}), _with("till", {"serviceAccountName": "till"})]) == set()
	_found([_with("shop", {}), object.union(_with("shop", {}), {"metadata": {"namespace": "other"}})]) == set()
}

test_the_default_account_is_left_to_pod_default_service_account if {
	_found([_deployment("shop", {}), _deployment("till", {})]) == set()
}

test_without_the_token_nothing_is_shared if {
	_found([_with("shop", {}), _with("till", {"automountServiceAccountToken": false})]) == set()
	_found([_with("a", {"automountServiceAccountToken": false}), _with("b", {}), _with("c", {})]) == {[2, _path]}
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as {"kind": "List", "items": [_with("shop", {}), _with("till", {})]}
	report == set()
}

test_wrong_types_pass if {
	_found([null, _with("shop", {}), _with("till", {"serviceAccountName": 5}), _deployment("stock", "x")]) == set()
	_found([_with("shop", {"serviceAccountName": "${X}"}), _with("till", {"serviceAccountName": "${X}"})]) == set()
}

test_is_off_by_default if rule.severity == {"production": "off", "elsewhere": "off"}
