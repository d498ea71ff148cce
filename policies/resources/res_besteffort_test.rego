package policies.resources.res_besteffort_test

import data.policies.resources.res_besteffort as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_pod(resources) := _deployment({"containers": [{"name": "app", "resources": resources}]})

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_here := {["spec", "template", "spec", "containers"]}

test_a_pod_that_asks_for_nothing_is_found if {
	_report(_deployment({"containers": [{"name": "app"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers"],
		"message": concat(" ", [
			`Deployment "shop" has no requests and limits at all, so its pods are BestEffort,`,
			"the first to be killed. Set them for its container.",
		]),
	}}
}

test_it_is_one_finding_a_pod if {
	_report(_deployment({"containers": [{"name": "app"}, {"name": "log"}], "initContainers": [{"name": "init"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers"],
		"message": concat(" ", [
			`Deployment "shop" has no requests and limits at all, so its pods are BestEffort,`,
			"the first to be killed. Set them for its 3 containers.",
		]),
	}}
}

test_what_counts_as_nothing if {
	every resources in [
		null, {}, {"requests": null}, {"limits": {}}, {"requests": {"cpu": null}}, {"limits": {"memory": 0}},
		{"requests": {"cpu": "0m"}}, {"limits": {"nvidia.com/gpu": 1}}, {"requests": {"ephemeral-storage": "1Gi"}},
	] {
		_paths(_pod(resources)) == _here
	}
}

test_anything_passes if {
	every resources in [
		{"requests": {"cpu": "10m"}}, {"limits": {"cpu": 1}}, {"requests": {"memory": "1Gi"}},
		{"limits": {"memory": "1Gi"}}, {"requests": {"cpu": "garbage"}}, {"limits": {"cpu": "${CPU}"}},
	] {
		_paths(_pod(resources)) == set()
	}
}

test_one_container_that_asks_is_enough if {
	some_cpu := {"requests": {"cpu": "10m"}}
	_paths(_deployment({"containers": [{"name": "app"}, {"name": "log", "resources": some_cpu}]})) == set()
	_paths(_deployment({"containers": [{"name": "app"}], "initContainers": [{"resources": some_cpu}]})) == set()
}

test_the_resources_of_the_pod_are_enough if {
	_paths(_deployment({"containers": [{"name": "app"}], "resources": {"limits": {"memory": "1Gi"}}})) == set()
	_paths(_deployment({"containers": [{"name": "app"}], "resources": {}})) == _here
}

test_ephemeral_containers_do_not_count if {
	spec := {"containers": [{"name": "app"}], "ephemeralContainers": [{"resources": {"limits": {"cpu": 1}}}]}
	_paths(_deployment(spec)) == _here
}

test_every_kind_with_pods_counts if {
	spec := {"containers": [{"name": "app"}]}
	in_template := {["spec", "template", "spec", "containers"]}
	every kind, version in {
		"DaemonSet": "apps/v1", "Deployment": "apps/v1", "DeploymentConfig": "apps.openshift.io/v1", "Job": "batch/v1",
		"ReplicaSet": "apps/v1", "ReplicationController": "v1", "Rollout": "argoproj.io/v1alpha1",
		"StatefulSet": "apps/v1",
	} {
		_paths({"apiVersion": version, "kind": kind, "spec": {"template": {"spec": spec}}}) == in_template
	}
	_paths({"apiVersion": "v1", "kind": "Pod", "spec": spec}) == {["spec", "containers"]}
	_paths({"apiVersion": "v1", "kind": "PodTemplate", "template": {"spec": spec}}) == {["template", "spec", "containers"]}
	_paths({
		"apiVersion": "batch/v1",
		"kind": "CronJob",
		"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}},
	}) == {["spec", "jobTemplate", "spec", "template", "spec", "containers"]}
}

test_a_rollout_that_refers_to_a_workload_has_no_pod if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}},
	}
	_paths(rollout) == set()
}

test_a_pod_without_containers_is_nothing if {
	every containers in [[], null, 5, "x", {}, [5, "x", null]] {
		_paths(_deployment({"containers": containers})) == set()
	}
}

test_wrong_types_are_unknown if {
	every resources in [5, "x", [], true, {"requests": 5}, {"limits": ["cpu"]}, "${RESOURCES}"] {
		_paths(_pod(resources)) == set()
	}
	every spec in [null, 5, "x", []] {
		_paths(_deployment(spec)) == set()
	}
}

test_pods_of_a_batch_are_told_apart if {
	batch := [_pod({"limits": {"cpu": 1}}), 5, null, _pod({}), _pod(5)]
	found := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": batch}
	{finding.at | some finding in found} == {3}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
