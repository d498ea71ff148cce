package policies.workload.hpa_replicas_conflict_test

import data.policies.workload.hpa_replicas_conflict as rule

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

test_replicas_beside_an_autoscaler_are_found if {
	_report([_web({"replicas": 3}), _hpa({})]) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`Deployment "web" sets spec.replicas to 3, and HorizontalPodAutoscaler "scale" scales it,`,
			"so they undo each other. Leave spec.replicas out.",
		]),
	}}
}

test_every_value_conflicts if {
	every value in [1, 0, "${REPLICAS}"] { _at([_web({"replicas": value}), _hpa({})]) == {0} }
}

test_scaled_objects_count_and_fold if {
	keda := _object("keda.sh/v1alpha1", "ScaledObject", "web", {"scaleTargetRef": {"name": "web"}})
	_at([_web({"replicas": 3}), keda]) == {0}
	count(_report([_web({"replicas": 3}), keda, _hpa({})])) == 1
}

test_kinds if {
	every version, kind in {"apps/v1": "StatefulSet", "argoproj.io/v1alpha1": "Rollout"} {
		target := _hpa({"scaleTargetRef": {"apiVersion": version, "kind": kind}})
		_at([_object(version, kind, "web", {"replicas": 3}), target]) == {0}
	}
}

test_absent_replicas_pass if {
	_at([_web({}), _hpa({})]) == set()
	_at([_web({"replicas": null}), _hpa({})]) == set()
}

test_replicas_without_an_autoscaler_pass if {
	_at([_web({"replicas": 3})]) == set()
	_at([_web({"replicas": 3}), _hpa({"scaleTargetRef": {"name": "other"}})]) == set()
}

test_another_namespace_is_no_target_and_an_unknown_one_not_certain if {
	every space in ["other", "", "${NS}"] {
		_at([_web({"replicas": 3}), object.union(_hpa({}), {"metadata": {"namespace": space}})]) == set()
	}
}

test_what_a_rollout_refers_to_is_its_own_conflict if {
	ref := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
	rollout := _object("argoproj.io/v1alpha1", "Rollout", "web", {"workloadRef": ref})
	scaler := _hpa({"scaleTargetRef": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}})
	_at([_web({"replicas": 3}), rollout, scaler]) == set()
}

test_wrong_types_are_unknown if {
	every spec in [null, 5, "x", []] {
		_at([5, null, _object("apps/v1", "Deployment", "web", spec), _hpa({})]) == set()
	}
}

test_one_object_alone_says_nothing if rule.report == set() with input as _web({"replicas": 3})

test_severity if rule.severity == {"production": "warning", "elsewhere": "note"}
