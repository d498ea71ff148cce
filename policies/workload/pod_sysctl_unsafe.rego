# METADATA
# title: Unsafe sysctl
# description: >-
#   A sysctl outside the safe set may reach beyond its pod: into other pods, the node's memory or its network. A
#   kubelet refuses such a pod unless its administrator has allowed the sysctl on that node.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "4.0"
#   tags: [workload, isolation, external/cwe/cwe-653]
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
#           securityContext:
#             runAsNonRoot: true
#             sysctls:
#               - {name: net.core.somaxconn, value: "4096"}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Remove the sysctl, set it on the nodes, or allow it here if the nodes allow it.
#
#     ```yaml
#     rules:
#       pod-sysctl-unsafe:
#         parameters:
#           allowed: [net.core.somaxconn]
#     ```
#   parameters:
#     allowed:
#       description: Unsafe sysctls that the nodes allow (`--allowed-unsafe-sysctls`); `net.core.*` allows all below.
#       default: []
package policies.workload.pod_sysctl_unsafe

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.sysctls

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Sysctls of pods outside the safe set and those that the nodes are said to allow.
report contains finding if {
	some pod in k8s.pods
	entries := pod.spec.securityContext.sysctls
	is_array(entries)
	some i, entry in entries
	name := k8s.string_at(entry, ["name"])
	name != ""
	not k8s.is_templated(name)
	not sysctls.is_safe(name)
	not _is_allowed(sysctls.plain(name))
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, ["securityContext", "sysctls", i]),
		"message": sprintf(
			"%s sets the sysctl %s, which is not in the safe set: nodes refuse the pod unless they allow it. Remove it.",
			[k8s.call(k8s.resources[pod.at]), k8s.shown(name)],
		),
	}
}

_is_allowed(name) if name in _allowed

_is_allowed(name) if {
	some pattern in _allowed
	endswith(pattern, "*")
	startswith(name, trim_suffix(pattern, "*"))
}

_allowed contains sysctls.plain(name) if {
	some name in params.get("pod-sysctl-unsafe", "allowed", [])
	is_string(name)
}
