package policies.workload.work_pdb_missing_test

import data.policies.workload.work_pdb_missing as rule

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

_pdb(selector) := _object("policy/v1", "PodDisruptionBudget", "web", {"maxUnavailable": 1, "selector": selector})

test_replicas_without_a_budget_are_found if {
	_report([_web({"replicas": 3})]) == {{
		"at": 0,
		"path": ["metadata", "name"],
		"message": concat(" ", [
			"No PodDisruptionBudget selects the pods of Deployment \"web\",",
			"so drains may evict all 3 at once. Add one.",
		]),
	}}
}

test_a_single_replica_needs_none if {
	_at([_web({"replicas": 1})]) == set()
	_at([_web({})]) == set()
}

test_the_minimum_of_an_autoscaler_counts if {
	_at([_web({}), _hpa({"minReplicas": 2})]) == {0}
	_at([_web({"replicas": 5}), _hpa({})]) == set()
}

test_a_budget_that_selects_the_pods_passes if {
	every selector in [
		{"matchLabels": {"app": "web"}}, {}, null, {"matchExpressions": [{"key": "app", "operator": "Exists"}]},
		{"matchLabels": {"app": "${APP}"}}, {"matchLabels": 5}, "x",
	] {
		_at([_web({"replicas": 2}), _pdb(selector)]) == set()
	}
}

test_a_budget_of_other_pods_does_not if {
	_at([_web({"replicas": 2}), _pdb({"matchLabels": {"app": "db"}})]) == {0}
	_at([_web({"replicas": 2}), object.union(_pdb({}), {"metadata": {"namespace": "other"}})]) == {0}
	_at([_web({"replicas": 2}), object.union(_pdb({}), {"metadata": {"namespace": ""}})]) == set()
}

test_a_rollout_without_a_template_is_unknown if {
	ref := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
	_at([_object("argoproj.io/v1alpha1", "Rollout", "web", {"replicas": 3, "workloadRef": ref})]) == set()
}

test_wrong_types_are_unknown if {
	_at([_web({"replicas": "${N}"}), 5, null]) == set()
	_at([_web({"replicas": 2}), object.union(_pdb({}), {"spec": 5})]) == set()
}

test_one_object_alone_says_nothing if rule.report == set() with input as _web({"replicas": 3})

test_severity if rule.severity == {"production": "note", "elsewhere": "off"}
