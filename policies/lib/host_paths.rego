# METADATA
# title: Volumes from the file system of a node
# description: >-
#   hostPath volumes of pods, and the sockets by which a container runtime is told what to do. State of September
#   2025.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# - ref: https://kubernetes.io/docs/setup/production-environment/container-runtimes/
# - ref: https://docs.k0sproject.io/stable/runtime/
# - ref: https://docs.k3s.io/advanced
package policies.lib.host_paths

import data.policies.lib.k8s

# METADATA
# description: >-
#   Every hostPath volume: `at`, `kind`, `path` (where the volume is), `text` (what it mounts, as
#   written), `directory` (the same without superfluous slashes, and with /run for /var/run, which is the same).
volumes := [volume |
	some pod in k8s.pods
	volumes := pod.spec.volumes
	is_array(volumes)
	some i, declared in volumes
	text := declared.hostPath.path
	is_string(text)
	volume := {
		"at": pod.at,
		"kind": pod.kind,
		"path": array.concat(pod.path, ["volumes", i]),
		"directory": plain(text),
		"text": text,
	}
]

# METADATA
# description: A directory in the one way to write it. What is not absolute stays as it is.
plain(text) := regex.replace(sprintf("/%s", [concat("/", parts)]), `^/var/run(/|$)`, "/run$1") if {
	startswith(text, "/")
	parts := [part | some part in split(text, "/"); not part in {"", "."}]
} else := text

# METADATA
# scope: document
# description: Whether a directory, as `volumes` gives it, is the socket of a container runtime or holds one.
is_socket(directory) if {
	parts := split(directory, "/")
	parts[count(parts) - 1] in _names
}

is_socket(directory) if directory in _directories

is_socket(directory) if directory in _pipes

_names := {
	"containerd.sock", "cri-dockerd.sock", "crio.sock", "docker.sock", "dockershim.sock", "podman.sock",
	"containerd.sock.ttrpc",
}

_directories := {"/run/containerd", "/run/crio", "/run/k0s", "/run/k3s", "/run/k3s/containerd", "/run/podman"}

_pipes := {`\\.\pipe\containerd-containerd`, `\\.\pipe\docker_engine`}
