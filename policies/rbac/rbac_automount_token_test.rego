package policies.rbac.rbac_automount_token_test

import data.policies.rbac.rbac_automount_token as rule

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

_of_account := ["automountServiceAccountToken"]

_of_pod := ["spec", "template", "spec", "automountServiceAccountToken"]

_shop(fields) := _deployment("shop", object.union({"serviceAccountName": "shop"}, fields))

_yes := {"automountServiceAccountToken": true}

_no := {"automountServiceAccountToken": false}

_alone(resources) := {[finding.at, finding.path] |
	some finding in rule.report with input as _overlay(resources)
		with data.mergegate_config as {"run": {"overlay": ["rbac.rbac_automount_token"]}}
}

test_an_account_that_lets_its_token_be_mounted_is_found if {
	report := rule.report with input as _overlay([_account("shop", {}), _shop({})])
	report == {{
		"at": 0,
		"path": _of_account,
		"message": concat(" ", [
			"ServiceAccount \"shop\" lets its token be mounted into each of its pods.",
			"Set automountServiceAccountToken: false.",
		]),
	}}
	_found([_account("shop", _yes)]) == {[0, _of_account]}
	_found([_account("default", {})]) == {[0, _of_account]}
}

test_a_pod_that_mounts_the_token_itself_is_found if {
	report := rule.report with input as _overlay([_account("shop", _no), _shop(_yes)])
	report == {{
		"at": 1,
		"path": _of_pod,
		"message": concat(" ", [
			"Deployment \"shop\" has a token of the service account \"shop\", which no binding of the overlay names.",
			"Set spec.template.spec.automountServiceAccountToken: false.",
		]),
	}}
	_found([_account("shop", {}), _shop(_yes)]) == {[1, _of_pod]}
	_found([_shop(_yes)]) == {[0, _of_pod]}
}

test_a_pod_comes_before_its_account if {
	_found([_account("shop", {}), _shop(_no)]) == set()
	_found([_account("shop", _yes), _shop(_no)]) == set()
	_found([_account("shop", _no), _shop({})]) == set()
	till := _deployment("till", {"serviceAccountName": "shop"})
	_found([_account("shop", {}), _shop(_no), till]) == {[0, _of_account]}
}

_binding(subject) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "RoleBinding",
	"metadata": {"name": "shop", "namespace": "apps"},
	"subjects": [subject],
}

test_what_a_binding_names_calls_the_api_server if {
	bound := _binding({"kind": "ServiceAccount", "name": "shop"})
	_found([_account("shop", {}), _shop({}), bound]) == set()
	_found([_account("shop", _no), _shop(_yes), bound]) == set()
	_found([_account("shop", {}), _binding({"kind": "ServiceAccount", "name": "till"})]) == {[0, _of_account]}
}

test_an_account_from_elsewhere_is_unknown if _found([_shop({})]) == set()

test_the_default_account_is_left_to_pod_default_service_account if {
	_found([_deployment("shop", {}), _deployment("till", _yes)]) == set()
	_alone([_deployment("shop", {}), _deployment("till", _yes)]) == {[0, _of_pod], [1, _of_pod]}
	_alone([_deployment("shop", {}), _account("default", _no)]) == set()
	_alone([_deployment("shop", _no)]) == set()
}

test_namespaces_are_told_apart if {
	elsewhere := object.union(_shop(_no), {"metadata": {"namespace": "other"}})
	_found([_account("shop", {}), elsewhere]) == {[0, _of_account]}
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _account("shop", {})
	report == set()
}

test_wrong_types_and_templates_pass if {
	_found([null, 5, _account("shop", {"automountServiceAccountToken": "${MOUNT}"})]) == set()
	_found([_account("shop", {"automountServiceAccountToken": 5}), _shop({"automountServiceAccountToken": "x"})]) == set()
	_found([_deployment("shop", "x"), _shop({"serviceAccountName": 5, "automountServiceAccountToken": true})]) == set()
	_found([{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": 5}]) == {[0, _of_account]}
}

test_is_a_note_in_production if rule.severity == {"production": "note", "elsewhere": "off"}
