package policies.workload.pod_container_socket_test

import data.policies.workload.pod_container_socket as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(path) := _deployment({"volumes": [{"name": "data", "hostPath": {"path": path}}]})

test_the_socket_of_a_runtime_is_found if {
	_report(_one("/var/run/docker.sock")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "volumes", 0, "hostPath", "path"],
		"message": concat(" ", [
			`Deployment "shop" mounts "/var/run/docker.sock", by which it commands the node's container runtime.`,
			"Remove the volume.",
		]),
	}}
	every path in ["/run/containerd/containerd.sock", "/run//containerd/", "/var/run/crio/crio.sock"] {
		_paths(_one(path)) == {["spec", "template", "spec", "volumes", 0, "hostPath", "path"]}
	}
}

test_other_paths_pass if {
	every path in ["/var/run/thing.sock", "/var/lib/docker/containers", "/", "/run", "${SOCKET}", "", null, 5] {
		_paths(_one(path)) == set()
	}
}

test_other_volumes_and_wrong_types_are_nothing if {
	every volumes in [null, 5, "x", {}, [5, null, "docker.sock"], [{"hostPath": "/run/docker.sock"}], [{"emptyDir": {}}]] {
		_paths(_deployment({"volumes": volumes})) == set()
	}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
