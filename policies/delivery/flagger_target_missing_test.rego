package policies.delivery.flagger_target_missing_test

import data.policies.delivery.flagger_target_missing as rule

_object(version, kind, name) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {},
}

_canary(spec) := object.union(_object("flagger.app/v1beta1", "Canary", "shop"), {"spec": spec})

_target := {"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}}

_deployment := _object("apps/v1", "Deployment", "shop")

_report(resources) := findings if {
	findings := rule.report with input as {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}
}

_paths(resources) := {finding.path | some finding in _report(resources)}

test_a_missing_target_is_an_error if {
	_report([_canary(_target)]) == {{
		"at": 0,
		"path": ["spec", "targetRef", "name"],
		"message": concat(" ", [
			`Canary "shop" names Deployment "shop" as its targetRef, which this overlay does not render.`,
			"Add it, or name the one that is there.",
		]),
	}}
	_paths([_canary({"targetRef": {"kind": "Deployment", "name": "shop"}})]) == {["spec", "targetRef", "name"]}
	_paths([_canary(_target), _object("apps/v1", "StatefulSet", "shop")]) == {["spec", "targetRef", "name"]}
	elsewhere := object.union(_deployment, {"metadata": {"namespace": "other"}})
	_paths([_canary(_target), elsewhere]) == {["spec", "targetRef", "name"]}
}

test_a_missing_autoscaler_is_an_error if {
	every reference in [
		{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "name": "shop"},
		{"kind": "ScaledObject", "name": "shop"},
	] {
		_paths([_canary(object.union(_target, {"autoscalerRef": reference})), _deployment]) == {
			["spec", "autoscalerRef", "name"],
		}
	}
	scaled := _canary(object.union(_target, {"autoscalerRef": {"kind": "HorizontalPodAutoscaler", "name": "shop"}}))
	_report([scaled, _deployment, _object("autoscaling/v2", "HorizontalPodAutoscaler", "shop")]) == set()
}

test_a_rendered_target_passes if {
	_report([_canary(_target), _deployment]) == set()
	_report([_canary({"targetRef": {"kind": "Deployment", "name": "shop"}}), _deployment]) == set()
}

test_a_service_that_flagger_makes_is_an_error if {
	_report([_canary(_target), _deployment, _object("v1", "Service", "shop")]) == {{
		"at": 0,
		"path": ["spec", "service"],
		"message": concat(" ", [
			`Canary "shop" makes Service "shop", which this overlay renders as well, so the two fight.`,
			"Remove the manifest of the Service.",
		]),
	}}
	named := _canary(object.union(_target, {"service": {"name": "front"}}))
	_paths([named, _deployment, _object("v1", "Service", "front")]) == {["spec", "service"]}
	_report([named, _deployment, _object("v1", "Service", "shop")]) == set()
	_report([_canary(_target), _deployment, _object("v1", "Service", "other")]) == set()
}

test_a_service_may_be_the_target if {
	target := {"targetRef": {"apiVersion": "v1", "kind": "Service", "name": "shop"}}
	_report([_canary(target), _object("v1", "Service", "shop")]) == set()
	core := {"targetRef": {"kind": "Service", "name": "shop"}}
	_report([_canary(core), _object("v1", "Service", "shop")]) == set()
}

test_a_helm_release_may_render_the_target if {
	_report([_canary(_target), _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "shop")]) == set()
}

test_what_is_filled_in_later_is_unknown if {
	_report([_canary({"targetRef": {"kind": "Deployment", "name": "${APP}"}})]) == set()
	_report([_canary({"targetRef": {"kind": "${KIND}", "name": "shop"}})]) == set()
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _canary(_target)
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {"name": 5}, {"kind": 5, "name": "shop"}] {
		_report([_canary({"targetRef": value, "autoscalerRef": value, "service": value})]) == set()
		_report([object.union(_canary({}), {"spec": value})]) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
