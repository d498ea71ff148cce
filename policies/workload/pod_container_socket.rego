# METADATA
# title: Socket of the container runtime in a pod
# description: >-
#   Whoever may write to the socket of Docker, containerd or CRI-O starts any container on the node, privileged and
#   with the whole file system: that is root on the node, past Kubernetes and its audit. A read-only mount changes
#   nothing, as a socket is written to all the same.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.8"
#   tags: [workload, isolation, external/cwe/cwe-250]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: image-builder}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: image-builder}}
#       template:
#         metadata: {labels: {app: image-builder}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: image-builder
#               image: example.com/image-builder:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#               volumeMounts:
#                 - {name: docker, mountPath: /var/run/docker.sock}
#           volumes:
#             - name: docker
#               hostPath: {path: /var/run/docker.sock}
#   remedy: |-
#     Remove the volume: build images without a daemon (BuildKit, Kaniko, Buildah), and read metrics from the kubelet.
#
#     ```yaml
#     volumes:
#     - name: work
#       emptyDir: {}
#     ```
package policies.workload.pod_container_socket

import data.policies.lib.host_paths
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: hostPath volumes that are a container runtime's socket, or the directory that holds it.
report contains finding if {
	some volume in host_paths.volumes
	host_paths.is_socket(volume.directory)
	finding := {
		"at": volume.at,
		"path": array.concat(volume.path, ["hostPath", "path"]),
		"message": sprintf(
			"%s mounts %s, by which it commands the node's container runtime. Remove the volume.",
			[k8s.call(k8s.resources[volume.at]), k8s.shown(volume.text)],
		),
	}
}
