package policies.workload.hpa_target_missing_test

import data.policies.workload.hpa_target_missing as rule

_whole(resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": resources,
}

_report(resources) := findings if findings := rule.report with input as _whole(resources)

_at(resources) := {finding.at | some finding in _report(resources)}

_object(version, kind, name, spec) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_web(spec) := _object("apps/v1", "Deployment", "web", object.union(
	{"template": {"metadata": {"labels": {"app": "web"}}, "spec": {}}},
	spec,
))

_hpa(spec) := _object("autoscaling/v2", "HorizontalPodAutoscaler", "scale", object.union(
	{"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	spec,
))

_other := object.union(_web({}), {"metadata": {"name": "other"}})

test_a_missing_target_is_found if {
	_report([_other, _hpa({})]) == {{
		"at": 1,
		"path": ["spec", "scaleTargetRef"],
		"message": concat(" ", [
			`HorizontalPodAutoscaler "scale" scales Deployment "web", which this overlay does not render`,
			`in namespace "shop". Name the workload that it is to scale.`,
		]),
	}}
}

test_without_a_namespace_none_is_named if {
	bare := object.union(_hpa({}), {"metadata": {"namespace": ""}})
	{finding.message | some finding in _report([_other, bare])} == {concat(" ", [
		`HorizontalPodAutoscaler "scale" scales Deployment "web", which this overlay does not render.`,
		"Name the workload that it is to scale.",
	])}
}

test_a_rendered_target_passes if {
	_at([_web({}), _hpa({})]) == set()
	rollout := _object("argoproj.io/v1alpha1", "Rollout", "web", {})
	_at([_other, rollout, _hpa({"scaleTargetRef": {"kind": "Rollout"}})]) == set()
}

test_another_kind_or_namespace_is_missing if {
	_at([_web({}), _hpa({"scaleTargetRef": {"kind": "StatefulSet"}})]) == {1}
	_at([_web({}), _hpa({"scaleTargetRef": {"kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1"}})]) == {1}
	_at([_web({}), object.union(_hpa({}), {"metadata": {"namespace": "other"}})]) == {1}
	_at([object.union(_web({}), {"metadata": {"namespace": ""}}), _hpa({})]) == set()
}

test_an_overlay_without_workloads_adds_to_another_one if _at([_hpa({})]) == set()

test_what_a_controller_makes_is_unknown if {
	release := _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "web", {})
	_at([_other, _hpa({}), release]) == set()
	_at([_other, _hpa({"scaleTargetRef": {"apiVersion": "example.com/v1", "kind": "Shop"}})]) == set()
}

test_scaled_objects_are_not_judged if {
	_at([_other, _object("keda.sh/v1alpha1", "ScaledObject", "scale", {"scaleTargetRef": {"name": "web"}})]) == set()
}

test_what_is_filled_in_later_is_unknown if _at([_other, _hpa({"scaleTargetRef": {"name": "${APP}"}})]) == set()

test_field_absent_and_wrong_types if {
	every ref in [
		null, 5, "x", [], {"kind": "Deployment"}, {"kind": 5, "name": "web"}, {"kind": "Deployment", "name": 5},
	] {
		_at([5, _other, _object("autoscaling/v2", "HorizontalPodAutoscaler", "x", {"scaleTargetRef": ref})]) == set()
	}
	_at([_other, _object("autoscaling/v2", "HorizontalPodAutoscaler", "scale", 5)]) == set()
}

test_one_object_alone_says_nothing if rule.report == set() with input as _hpa({})

test_severity if rule.severity == {"production": "error", "elsewhere": "warning"}
