package policies.rbac.pod_service_account_missing_test

import data.policies.rbac.pod_service_account_missing as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_deployment(name, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "apps"},
	"spec": {"template": {"spec": spec}},
}

_account(name, fields) := object.union(
	{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": "apps"}},
	fields,
)

_found(resources) := {[finding.at, finding.path] | some finding in rule.report with input as _overlay(resources)}

_path := ["spec", "template", "spec", "serviceAccountName"]

_shop := _deployment("shop", {"serviceAccountName": "shop"})

test_an_account_that_is_not_there_is_found if {
	report := rule.report with input as _overlay([_account("shops", {}), _shop])
	report == {{
		"at": 1,
		"path": _path,
		"message": concat(" ", [
			"Deployment \"shop\" runs as the service account \"shop\", which the overlay does not hold.",
			"Add it, or mend the name.",
		]),
	}}
	_found([_deployment("shop", {"serviceAccount": "shop"})]) == {[0, ["spec", "template", "spec", "serviceAccount"]]}
}

test_an_account_in_the_namespace_passes if {
	_found([_shop, _account("shop", {})]) == set()
}

test_namespaces_are_told_apart if {
	_found([_shop, _account("shop", {"metadata": {"namespace": "other"}})]) == {[0, _path]}
	bare := object.remove(_account("shop", {}), ["metadata"])
	_found([_shop, object.union(bare, {"metadata": {"name": "shop"}})]) == set()
	_found([_shop, object.union(bare, {"metadata": {"name": "shop", "namespace": "${SPACE}"}})]) == set()
}

test_the_default_account_is_always_there if {
	_found([_deployment("shop", {}), _deployment("till", {"serviceAccountName": "default"})]) == set()
}

test_a_chart_may_bring_it if {
	_found([_shop, {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease"}]) == set()
}

test_what_a_later_tool_fills_in_is_unknown if {
	_found([_deployment("shop", {"serviceAccountName": "${ACCOUNT}"})]) == set()
	_found([_shop, _account("${ACCOUNT}", {})]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _shop
	report == set()
}

test_wrong_types_pass if {
	_found([null, 5, _deployment("shop", {"serviceAccountName": 5}), _deployment("shop", null)]) == set()
	_found([_shop, {"apiVersion": 5, "kind": "ServiceAccount", "metadata": {"name": ["shop"]}}]) == {[0, _path]}
}

test_is_a_note_everywhere if rule.severity == {"production": "note", "elsewhere": "note"}
