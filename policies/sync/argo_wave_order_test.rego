package policies.sync.argo_wave_order_test

import data.policies.sync.argo_wave_order as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_object(api, kind, name, annotations) := {
	"apiVersion": api,
	"kind": kind,
	"metadata": {"name": name, "namespace": "apps", "annotations": annotations},
}

_namespace(annotations) := json.remove(_object("v1", "Namespace", "apps", annotations), ["metadata/namespace"])

_config(annotations) := _object("v1", "ConfigMap", "shop", annotations)

_deployment(name, annotations) := object.union(
	_object("apps/v1", "Deployment", name, annotations),
	{"spec": {"template": {"spec": {"containers": [{"envFrom": [{"configMapRef": {"name": "shop"}}]}]}}}},
)

_wave(number) := {"argocd.argoproj.io/sync-wave": number}

_pre_sync := {"argocd.argoproj.io/hook": "PreSync"}

_found(resources) := {[finding.at, finding.path[2], finding.message] |
	some finding in rule.report with input as _overlay(resources)
}

_places(resources) := {[at, key] | some [at, key, _] in _found(resources)}

_key := "argocd.argoproj.io/sync-wave"

test_configuration_after_its_workloads_is_found if {
	report := rule.report with input as _overlay([_deployment("shop", {}), _config(_wave("1"))])
	report == {{
		"at": 1,
		"path": ["metadata", "annotations", _key],
		"message": concat(" ", [
			`ConfigMap "shop" (Sync, wave 1) comes after Deployment "shop" (Sync, wave 0), which needs it.`,
			"Let it come earlier.",
		]),
	}}
	_found([_deployment("shop", {}), _deployment("till", {}), _config(_wave("1"))]) == {[2, _key, concat(" ", [
		`ConfigMap "shop" (Sync, wave 1) comes after Deployment "shop" (Sync, wave 0), which needs it, and 1 more.`,
		"Let it come earlier.",
	])]}
}

test_a_workload_with_a_wave_before_what_it_needs_is_found if {
	_found([_deployment("shop", _wave("-1")), _config({})]) == {[0, _key, concat(" ", [
		`Deployment "shop" (Sync, wave -1) comes before ConfigMap "shop" (Sync, wave 0), which it needs.`,
		"Let it come later.",
	])]}
	_places([_deployment("shop", _wave("1")), _config(_wave("2"))]) == {[0, _key]}
	hook := {"argocd.argoproj.io/hook": "PostSync"}
	_places([_deployment("shop", _wave("-1")), _config(hook)]) == {[1, "argocd.argoproj.io/hook"]}
	_places([_deployment("shop", {}), _config({"helm.sh/hook": "post-install"})]) == {[1, _key]}
}

test_a_namespace_after_what_lives_in_it_is_found if {
	_found([_namespace(_wave("1")), _config({})]) == {[0, _key, concat(" ", [
		`Namespace "apps" (Sync, wave 1) comes after ConfigMap "shop" (Sync, wave 0), which lives in it.`,
		"Only a sync of everything puts that right: let it come earlier.",
	])]}
	_places([_namespace(_wave("0")), _config(_wave("-1")), _object("v1", "Secret", "a", _wave("-2"))]) == {[0, _key]}
	_places([_namespace(_wave("-1")), _config(_wave("-1"))]) == set()
	_places([_namespace({}), _object("v1", "Secret", "a", {"argocd.argoproj.io/hook": "PreDelete"})]) == set()
	_places([_namespace(_wave("-1")), _object("v1", "Secret", "a", _pre_sync)]) == set()
	_places([_namespace(_wave("1")), object.union(_config({}), {"metadata": {"namespace": "other"}})]) == set()
}

_definition(annotations) := object.union(
	_object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "shops.acme.example", annotations),
	{"spec": {"group": "acme.example", "names": {"kind": "Shop"}}},
)

_shop(annotations) := _object("acme.example/v1", "Shop", "shop", annotations)

test_argo_cd_moves_a_namespace_without_a_wave if {
	_places([_namespace({}), _config(_wave("-1"))]) == set()
	_places([_namespace({}), _object("v1", "Secret", "a", _pre_sync)]) == set()
}

test_a_custom_resource_before_its_definition_is_found if {
	_found([_shop({}), _definition(_wave("1"))]) == {[1, _key, concat(" ", [
		`CustomResourceDefinition "shops.acme.example" (Sync, wave 1) comes after Shop "shop" (Sync, wave 0), which is`,
		"of its kind. Only a sync of everything puts that right: let it come earlier.",
	])]}
	_places([_shop(_pre_sync), _definition({})]) == {[0, "argocd.argoproj.io/hook"]}
	_places([_shop(_wave("-1")), _definition({})]) == {[1, _key]}
	skips := object.union(_wave("-1"), {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"})
	_places([_shop(skips), _definition({})]) == {[1, _key]}
	_places([_shop(_wave("1")), _definition({})]) == set()
	other := object.union(_shop(_wave("-1")), {"apiVersion": "other.example/v1"})
	_places([other, _definition({})]) == set()
}

test_one_wave_is_in_order if {
	_places([_deployment("shop", {}), _shop({}), _config({}), _definition({}), _namespace({})]) == set()
	waves := _wave("3")
	_places([_deployment("shop", waves), _shop(waves), _config(waves), _definition(waves), _namespace(waves)]) == set()
}

test_waves_in_order_pass if {
	_places([_deployment("shop", _wave("2")), _config(_wave("1")), _namespace(_wave("0"))]) == set()
}

test_references_of_hooks_are_another_rules if {
	_places([_deployment("shop", _pre_sync), _config({})]) == set()
}

test_what_is_not_known_passes if {
	_places([_deployment("shop", {}), _config(_wave("${WAVE}"))]) == set()
	_places([_deployment("shop", _wave("-1"))]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _definition(_wave("1"))
	report == set()
}

test_wrong_types_are_nothing if {
	odd := object.union(_definition(_wave("1")), {"spec": {"group": 5, "names": 5}})
	_places([odd, _shop({}), 5, null, "x", {"kind": 5}, {"metadata": {"annotations": _wave(5)}}]) == set()
	_places([object.union(_namespace(_wave("1")), {"metadata": {"name": 5}}), _config({})]) == set()
}

test_is_a_warning_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
