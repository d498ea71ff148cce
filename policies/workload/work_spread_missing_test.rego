package policies.workload.work_spread_missing_test

import data.policies.workload.work_spread_missing as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_web(replicas, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"replicas": replicas, "template": {"spec": spec}},
}

_here := {["spec", "template", "spec", "affinity"]}

test_replicas_that_may_share_a_node_are_found if {
	_report(_web(2, {})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "affinity"],
		"message": concat(" ", [
			`Deployment "web" has neither podAntiAffinity nor topologySpreadConstraints,`,
			"so one node may hold all its replicas. Add one.",
		]),
	}}
}

test_what_counts_as_nothing if {
	every spec in [
		{"affinity": {}}, {"affinity": null}, {"affinity": {"nodeAffinity": {}}}, {"affinity": {"podAntiAffinity": null}},
		{"topologySpreadConstraints": []}, {"topologySpreadConstraints": null},
	] {
		_paths(_web(3, spec)) == _here
	}
}

test_either_passes if {
	_paths(_web(2, {"affinity": {"podAntiAffinity": {}}})) == set()
	_paths(_web(2, {"topologySpreadConstraints": [{"maxSkew": 1}]})) == set()
	_paths(_web(2, {"affinity": "${AFFINITY}"})) == set()
	_paths(_web(2, {"topologySpreadConstraints": "${SPREAD}"})) == set()
}

test_a_single_replica_passes if {
	every replicas in [1, 0, null, "${N}", []] { _paths(_web(replicas, {})) == set() }
}

test_kinds if {
	every version, kind in {"apps/v1": "StatefulSet", "argoproj.io/v1alpha1": "Rollout"} {
		_paths(object.union(_web(2, {}), {"apiVersion": version, "kind": kind})) == _here
	}
	every kind in ["DaemonSet", "ReplicaSet"] { _paths(object.union(_web(2, {}), {"kind": kind})) == set() }
}

test_wrong_types_are_unknown if {
	every spec in [null, 5, "x"] { _paths(_web(2, spec)) == set() }
	_paths({"apiVersion": "apps/v1", "kind": "Deployment", "spec": 5}) == set()
}

test_it_is_off if rule.severity == {"production": "off", "elsewhere": "off"}
