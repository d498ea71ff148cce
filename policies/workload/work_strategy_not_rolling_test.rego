package policies.workload.work_strategy_not_rolling_test

import data.policies.workload.work_strategy_not_rolling as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_web(spec) := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}

_recreate := {"type": "Recreate"}

test_replicas_that_are_recreated_are_found if {
	_report(_web({"replicas": 3, "strategy": _recreate})) == {{
		"at": 0,
		"path": ["spec", "strategy", "type"],
		"message": concat(" ", [
			`Deployment "web" has 3 replicas and the strategy Recreate, so every rollout stops them all.`,
			"Use RollingUpdate.",
		]),
	}}
}

test_a_single_replica_may_be_recreated if {
	every replicas in [1, 0, null, "${N}"] { _paths(_web({"replicas": replicas, "strategy": _recreate})) == set() }
	_paths(_web({"strategy": _recreate})) == set()
}

test_rolling_passes if {
	every strategy in [null, {}, {"type": "RollingUpdate"}, {"type": null}, 5, "Recreate", []] {
		_paths(_web({"replicas": 3, "strategy": strategy})) == set()
	}
	_paths(_web({"replicas": 3})) == set()
}

_with_volumes(volumes) := _web({
	"replicas": 2,
	"strategy": _recreate,
	"template": {"spec": {"volumes": volumes}},
})

test_what_mounts_a_claim_cannot_roll if {
	_paths(_with_volumes([{"persistentVolumeClaim": {"claimName": "data"}}])) == set()
	every volumes in [null, 5, [5], [{"emptyDir": {}}], [{"persistentVolumeClaim": null}]] {
		_paths(_with_volumes(volumes)) == {["spec", "strategy", "type"]}
	}
}

test_only_deployments_count if {
	_paths(object.union(_web({"replicas": 3, "strategy": _recreate}), {"kind": "StatefulSet"})) == set()
	_paths(_web(5)) == set()
}

test_severity if rule.severity == {"production": "note", "elsewhere": "off"}
