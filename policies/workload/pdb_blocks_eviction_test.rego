package policies.workload.pdb_blocks_eviction_test

import data.policies.workload.pdb_blocks_eviction as rule

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

_pdb(spec) := _object("policy/v1", "PodDisruptionBudget", "web", object.union(
	{"selector": {"matchLabels": {"app": "web"}}},
	spec,
))

_says(resources) := {[finding.path, finding.message] | some finding in _report(resources)}

test_a_budget_that_allows_none_is_found if {
	_report([_pdb({"maxUnavailable": 0})]) == {{
		"at": 0,
		"path": ["spec", "maxUnavailable"],
		"message": concat(" ", [
			`PodDisruptionBudget "web" sets maxUnavailable to 0, so drains wait for ever.`,
			"Let at least one pod go.",
		]),
	}}
	_at([_pdb({"maxUnavailable": "0%"})]) == {0}
	_says([_pdb({"minAvailable": "100%"})]) == {[["spec", "minAvailable"], concat(" ", [
		`PodDisruptionBudget "web" sets minAvailable to "100%", so drains wait for ever.`,
		"Let at least one pod go.",
	])]}
}

test_neither_and_both_are_found if {
	_says([_pdb({})]) == {[["spec", "minAvailable"], concat(" ", [
		`PodDisruptionBudget "web" sets neither minAvailable nor maxUnavailable,`,
		"so it lets no pod go and drains wait for ever. Set maxUnavailable to 1.",
	])]}
	_at([_pdb({"minAvailable": null})]) == {0}
	_says([_pdb({"minAvailable": 1, "maxUnavailable": 0})]) == {[["spec", "minAvailable"], concat(" ", [
		`PodDisruptionBudget "web" sets minAvailable and maxUnavailable, which is refused.`,
		"Keep one of them.",
	])]}
}

test_all_replicas_are_found if {
	_says([_web({"replicas": 2}), _pdb({"minAvailable": 2})]) == {[["spec", "minAvailable"], concat(" ", [
		`PodDisruptionBudget "web" sets minAvailable to 2 of 2 pods in all, so drains wait for ever.`,
		"Let at least one pod go.",
	])]}
	_at([_web({}), _pdb({"minAvailable": 1})]) == {1}
	_at([_web({"replicas": 2}), _pdb({"minAvailable": 3})]) == {1}
}

test_a_share_is_rounded_up if {
	_at([_web({"replicas": 3}), _pdb({"minAvailable": "67%"})]) == {1}
	_at([_web({"replicas": 3}), _pdb({"minAvailable": "66%"})]) == set()
	_at([_web({"replicas": 1}), _pdb({"minAvailable": "1%"})]) == {1}
	_at([_web({"replicas": 1}), _pdb({"maxUnavailable": "1%"})]) == set()
}

test_budgets_that_let_a_pod_go_pass if {
	_at([_web({"replicas": 3}), _pdb({"minAvailable": 2})]) == set()
	_at([_web({"replicas": 1}), _pdb({"maxUnavailable": 1})]) == set()
	_at([_web({"replicas": 1}), _pdb({"minAvailable": 0})]) == set()
}

test_the_minimum_of_an_autoscaler_counts if {
	_at([_web({"replicas": 9}), _hpa({"minReplicas": 2}), _pdb({"minAvailable": 2})]) == {2}
	_at([_web({"replicas": 1}), _hpa({"minReplicas": 3}), _pdb({"minAvailable": 2})]) == set()
}

test_pods_of_several_workloads_are_added if {
	other := object.union(_web({"replicas": 1}), {"metadata": {"name": "other"}})
	_at([_web({"replicas": 1}), other, _pdb({"minAvailable": 2})]) == {2}
	_at([_web({"replicas": 1}), other, _pdb({"minAvailable": 1})]) == set()
}

test_pods_that_are_not_known_are_not_counted if {
	_at([_pdb({"minAvailable": 5})]) == set()
	_at([_web({"replicas": 0}), _pdb({"minAvailable": 1})]) == set()
	_at([_web({"replicas": "${N}"}), _pdb({"minAvailable": 1})]) == set()
	elsewhere := object.union(_web({"replicas": 1}), {"metadata": {"namespace": ""}})
	_at([_web({"replicas": 1}), elsewhere, _pdb({"minAvailable": 1})]) == set()
	daemons := object.union(_web({}), {"kind": "DaemonSet"})
	_at([_web({"replicas": 1}), daemons, _pdb({"minAvailable": 1})]) == set()
}

test_wrong_types_are_unknown if {
	every value in ["${X}", "x", "-1%", "100", [], {}, true] {
		_at([_web({"replicas": 1}), _pdb({"minAvailable": value})]) == set()
		_at([_web({"replicas": 1}), _pdb({"maxUnavailable": value})]) == set()
	}
	_at([5, null, _object("policy/v1", "PodDisruptionBudget", "web", "x")]) == set()
	_at([_web({}), _pdb({"minAvailable": 1, "selector": 5})]) == set()
}

test_one_object_alone_says_nothing if rule.report == set() with input as _pdb({"maxUnavailable": 0})

test_severity if rule.severity == {"production": "warning", "elsewhere": "note"}
