# METADATA
# title: Volume from the node's file system
# description: >-
#   A hostPath volume ties the pod to what lies on one node, and opens that node to it: with /, /etc,
#   /var/lib/kubelet and their like, a pod reads credentials of other pods and can make itself root. Agents of nodes
#   need some, so a DaemonSet is judged more mildly.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "6.5"
#   tags: [workload, isolation, cis-kubernetes-5.2.12, external/cwe/cwe-552]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#               volumeMounts:
#                 - {name: images, mountPath: /images}
#           volumes:
#             - name: images
#               hostPath: {path: /srv/images}
#   remedy: |-
#     Take a volume that follows the pod: a claim, a ConfigMap, a projected or an empty one.
#
#     ```yaml
#     volumes:
#     - name: data
#       persistentVolumeClaim: {claimName: shop-data}
#     ```
#   parameters:
#     sensitive:
#       description: Directories that give away the node when they are mounted themselves.
#       default:
#         - /
#         - /boot
#         - /dev
#         - /etc
#         - /lib
#         - /lib64
#         - /opt
#         - /proc
#         - /root
#         - /run
#         - /sys
#         - /usr
#         - /var
#         - /var/lib
#         - /var/lib/kubelet
#     sensitive_below:
#       description: Directories that give away the node also by what lies below them.
#       default:
#         - /boot
#         - /etc/cron.d
#         - /etc/kubernetes
#         - /etc/ssh
#         - /etc/systemd
#         - /root
#         - /var/lib/etcd
#         - /var/lib/kubelet/pki
#         - /var/lib/kubelet/pods
package policies.workload.pod_host_path

import data.policies.lib.host_paths
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: hostPath volumes. The sockets of runtimes are left to pod-container-socket where that rule runs.
report contains finding if {
	some volume in host_paths.volumes
	not _is_left(volume)
	[says, level] := _fault(volume.directory)
	finding := {
		"at": volume.at,
		"path": array.concat(volume.path, ["hostPath"]),
		"severity": pods.severity_of(volume.kind, level),
		"message": sprintf("%s mounts %s from its node, %s. Take a volume that is not the node's.", [
			k8s.call(k8s.resources[volume.at]),
			k8s.shown(volume.text),
			says,
		]),
	}
}

_is_left(volume) if {
	host_paths.is_socket(volume.directory)
	params.runs("workload.pod_container_socket")
}

_fault(directory) := ["which gives the node away", {"production": "error", "elsewhere": "warning"}] if {
	_is_sensitive(directory)
} else := ["so it depends on what lies on one node, and can change it", severity]

_is_sensitive(directory) if directory in _sensitive

_is_sensitive(directory) if {
	some parent in _sensitive_below
	startswith(sprintf("%s/", [directory]), sprintf("%s/", [parent]))
}

_sensitive := _directories("sensitive", [
	"/", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sys", "/usr", "/var", "/var/lib",
	"/var/lib/kubelet",
])

_sensitive_below := _directories("sensitive_below", [
	"/boot", "/etc/cron.d", "/etc/kubernetes", "/etc/ssh", "/etc/systemd", "/root", "/var/lib/etcd",
	"/var/lib/kubelet/pki", "/var/lib/kubelet/pods",
])

_directories(name, fallback) := {host_paths.plain(directory) |
	some directory in params.get("pod-host-path", name, fallback)
	is_string(directory)
}
