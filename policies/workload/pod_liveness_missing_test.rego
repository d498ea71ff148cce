package policies.workload.pod_liveness_missing_test

import data.policies.workload.pod_liveness_missing as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_here := {["spec", "template", "spec", "containers", 0, "livenessProbe"]}

_one(probe) := _deployment({"containers": [{"name": "app", "livenessProbe": probe}]})

test_a_container_without_the_probe_is_found if {
	_report(_deployment({"containers": [{"name": "app"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "livenessProbe"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" has no livenessProbe, so it is not restarted when it hangs.`,
			"Add one that is patient.",
		]),
	}}
	_paths(_one(null)) == _here
	_paths(_deployment({"containers": [{"name": "app", "readinessProbe": {"tcpSocket": {"port": 1}}}]})) == _here
}

test_a_probe_passes if {
	every probe in [{"tcpSocket": {"port": 1}}, {}, "${PROBE}", 5] {
		_paths(_one(probe)) == set()
	}
}

test_only_regular_containers_count if {
	good := {"name": "app", "livenessProbe": {}}
	_paths(_deployment({
		"containers": [good, {"name": "log"}],
		"initContainers": [{"name": "init"}, {"name": "sidecar", "restartPolicy": "Always"}],
		"ephemeralContainers": [{"name": "debug"}],
	})) == {["spec", "template", "spec", "containers", 1, "livenessProbe"]}
}

test_what_runs_for_ever_counts if {
	spec := {"containers": [{"name": "app"}]}
	every kind, version in {
		"DaemonSet": "apps/v1", "DeploymentConfig": "apps.openshift.io/v1", "Rollout": "argoproj.io/v1alpha1",
		"StatefulSet": "apps/v1",
	} {
		_paths({"apiVersion": version, "kind": kind, "spec": {"template": {"spec": spec}}}) == _here
	}
	_paths({"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": {"spec": spec}}}) == set()
	cron := {"jobTemplate": {"spec": {"template": {"spec": spec}}}}
	_paths({"apiVersion": "batch/v1", "kind": "CronJob", "spec": cron}) == set()
}

_pod(metadata, spec) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": metadata,
	"spec": object.union({"containers": [{"name": "app"}]}, spec),
}

test_pods_that_end_and_hooks_pass if {
	_paths(_pod({}, {})) == {["spec", "containers", 0, "livenessProbe"]}
	_paths(_pod({}, {"restartPolicy": "Always"})) == {["spec", "containers", 0, "livenessProbe"]}
	every policy in ["Never", "OnFailure", "${POLICY}", 5] {
		_paths(_pod({}, {"restartPolicy": policy})) == set()
	}
	_paths(_pod({"annotations": {"helm.sh/hook": "test"}}, {})) == set()
}

# It does nothing but wait, so it cannot hang, and has no program that a probe could ask.
test_a_pause_container_passes if {
	every image in [
		"registry.k8s.io/pause", "registry.k8s.io/pause:3.10", "example.com:5000/base/pause-amd64:3.1",
		"pause@sha256:0123456789abcdef",
	] {
		_paths(_deployment({"containers": [{"name": "app", "image": image}]})) == set()
	}
	every image in ["example.com/pause/app:1", "example.com/pause-menu:1", "example.com/app:pause", 5, null] {
		_paths(_deployment({"containers": [{"name": "app", "image": image}]})) == _here
	}
}

test_wrong_types_are_nothing if {
	every containers in [null, 5, "x", {}, [5, null, "x"]] {
		_paths(_deployment({"containers": containers})) == set()
	}
}

test_notes_in_production_alone if rule.severity == {"production": "note", "elsewhere": "off"}
