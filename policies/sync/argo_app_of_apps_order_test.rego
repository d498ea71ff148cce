package policies.sync.argo_app_of_apps_order_test

import data.policies.sync.argo_app_of_apps_order as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_key := "argocd.argoproj.io/sync-wave"

_app(name, metadata) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": object.union({"name": name}, metadata),
	"spec": {"source": {"repoURL": "https://git.example/acme/shop", "path": "x"}},
}

_wave(number) := {"annotations": {_key: number}}

_at(path) := {"spec": {"source": {"path": path}}}

_found(resources) := {[finding.at, finding.message] | some finding in rule.report with input as _overlay(resources)}

_places(resources) := {at | some [at, _] in _found(resources)}

_waved := [_app("database", _wave("-1")), _app("shop", {}), _app("till", _wave("2"))]

test_waves_between_applications_are_found if {
	report := rule.report with input as _overlay(_waved)
	report == {{
		"at": 1,
		"path": ["metadata", "annotations", _key],
		"message": concat(" ", [
			`Application "shop" in wave 0 does not wait for Application "database" in wave -1, unless argocd-cm has a`,
			"health check for Applications. This overlay shows none: add",
			"resource.customizations.health.argoproj.io_Application there.",
		]),
	}}
}

test_one_wave_passes if {
	_places([_app("database", _wave("1")), _app("shop", _wave("1"))]) == set()
	_places([_app("database", _wave("1")), {"apiVersion": "v1", "kind": "Namespace", "metadata": _wave("-1")}]) == set()
	_places([_app("database", _wave("1")), _app("shop", _wave("first"))]) == set()
	_places([_app("database", _wave("1")), object.union(_app("shops", {}), {"kind": "ApplicationSet"})]) == set()
	_places([_app("database", {}), _app("shop", {})]) == set()
	_places([]) == set()
}

_config(data_) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm"}, "data": data_}

_operator(spec) := {"apiVersion": "argoproj.io/v1beta1", "kind": "ArgoCD", "metadata": {"name": "argocd"}, "spec": spec}

test_a_health_check_makes_waves_count if {
	key := "resource.customizations.health.argoproj.io_Application"
	every r in [
		_config({key: "return hs"}), _config({"resource.customizations": "argoproj.io/Application:\n  health.lua: x"}),
		_operator({"resourceHealthChecks": [{"group": "argoproj.io", "kind": "Application", "check": "x"}]}),
		_operator({"resourceCustomizations": "argoproj.io/Application: {health.lua: x}"}),
		_operator({"extraConfig": {key: "x"}}),
		object.union(_app("argocd", _wave("0")), {"spec": {"source": {"chart": "argo-cd"}}}),
		{
			"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
			"spec": {"chart": {"spec": {"chart": "argo-cd"}}},
		},
	] {
		_places(array.concat(_waved, [r])) == set()
	}
}

test_other_configuration_does_not if {
	every r in [
		_config({}), _config(null), _config({"resource.customizations": "apps/Deployment: {}"}), _operator({}), _operator(5),
		_operator({"resourceHealthChecks": [{"group": "apps", "kind": "Deployment"}, 5]}),
		object.union(_config({}), {"metadata": {"name": "other"}}),
	] {
		_places(array.concat(_waved, [r])) == {1}
	}
}

test_infrastructure_and_apps_without_waves_are_found if {
	_found([_app("apps", {}), _app("infrastructure", {})]) == {[1, concat(" ", [
		`Application "infrastructure" and Application "apps" start together, since no Application of this overlay has a`,
		"sync wave. Give infrastructure an earlier wave, and argocd-cm a health check for Applications.",
	])]}
	_places([
		object.union(_app("a", {}), _at("clusters/eu/infra")),
		object.union(_app("b", {}), _at("clusters/eu/infra")),
		object.union(_app("c", {}), _at("clusters/eu/apps")),
	]) == {0}
}

test_names_that_say_less_pass if {
	_places([_app("infra", {})]) == set()
	_places([_app("apps", {}), _app("workloads", {})]) == set()
	_places([_app("infra-apps", {}), _app("apps", {})]) == set()
	_places([_app("shop", {}), _app("apps", {})]) == set()
	_places([_app("infrastructure", _wave("0")), _app("apps", {})]) == set()
	hook := {"annotations": {"argocd.argoproj.io/hook": "PreSync"}}
	_places([_app("infrastructure", {}), _app("apps", hook)]) == set()
	_places([object.union(_app("a", {}), _at("infra/apps")), _app("apps", {})]) == set()
	set_ := {"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "apps"}}
	_places([_app("infrastructure", {}), object.union(set_, {"spec": {"template": {"spec": {}}}})]) == {0}
}

test_one_object_alone_says_nothing if {
	apps := array.concat(_waved, [_app("apps", {}), _app("infra", {})])
	report := rule.report with input as {"kind": "List", "items": apps}
	report == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_places([_app("infra", {"annotations": value}), 5, value, object.union(_app("a", {}), {"spec": value})]) == set()
	}
	_places([_app(5, _wave(5)), _app("infra", {})]) == set()
}

test_is_a_note_everywhere if rule.severity == {"production": "note", "elsewhere": "note"}
