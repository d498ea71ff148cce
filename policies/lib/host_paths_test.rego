package policies.lib.host_paths_test

import data.policies.lib.host_paths

test_a_directory_has_one_plain_form if {
	every text, directory in {
		"/": "/", "//": "/", "/etc/": "/etc", "/etc//ssl/./certs": "/etc/ssl/certs", "/var/run": "/run",
		"/var/run/docker.sock": "/run/docker.sock", "/var/running": "/var/running", "/run": "/run", "C:\\data": "C:\\data",
		"": "", "data": "data",
	} {
		host_paths.plain(text) == directory
	}
}

test_volumes_from_the_node_are_found if {
	manifest := {"apiVersion": "v1", "kind": "Pod", "spec": {"volumes": [
		{"name": "run", "hostPath": {"path": "/var/run/"}},
		{"name": "empty", "emptyDir": {}},
		{"name": "null", "hostPath": null},
		{"hostPath": {"path": 5}}, {"hostPath": "/etc"}, 5, null,
	]}}
	found := host_paths.volumes with input as manifest
	found == [{
		"at": 0,
		"kind": "Pod",
		"path": ["spec", "volumes", 0],
		"directory": "/run",
		"text": "/var/run/",
	}]
}

test_sockets_of_runtimes if {
	every directory in [
		"/run/docker.sock", "/run/containerd/containerd.sock", "/run/containerd", "/run/crio", "/run/crio/crio.sock",
		"/run/user/1000/docker.sock", "/run/k3s/containerd/containerd.sock", "/run/k3s", "/run/k0s/containerd.sock",
		"/run/podman/podman.sock", `\\.\pipe\docker_engine`, "/var/snap/microk8s/common/run/containerd.sock",
	] {
		host_paths.is_socket(directory)
	}
	every directory in [
		"/run", "/", "/var/lib/docker", "/run/thing.sock", "/run/docker.sock.d", "/run/containerd/fifo", `C:\data`, "",
	] {
		not host_paths.is_socket(directory)
	}
}
