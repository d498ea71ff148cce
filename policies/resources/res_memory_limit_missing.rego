# METADATA
# title: Container without a memory limit
# description: >-
#   A container without a memory limit can take the memory of its node: one leak, and the kernel kills processes of
#   other workloads. With a limit it is this container that restarts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [resources, reliability, external/cwe/cwe-770]
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
#               resources:
#                 requests: {cpu: 100m, memory: 128Mi}
#   remedy: |-
#     Limit memory above what the container needs at its peak.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {memory: 256Mi}
#     ```
#   parameters:
#     platform_namespaces:
#       description: Namespaces whose DaemonSets belong to the platform and may run without a limit.
#       default: [kube-system]
package policies.resources.res_memory_limit_missing

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Containers whose memory nothing bounds. DaemonSets of the platform run without limits on purpose.
report contains finding if {
	some entry in resources.candidates
	not _is_agent(entry)
	begin := resources.lack(entry, "limits", "memory")
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["resources", "limits", "memory"]),
		"message": sprintf("%s, so a leak takes the whole node's memory. Set a limit above its peak.", [begin]),
	}
}

_is_agent(entry) if {
	entry.kind == "DaemonSet"
	_is_platform(k8s.resources[entry.at])
}

_is_platform(r) if {
	k8s.string_at(r, ["metadata", "namespace"]) in params.get(
		"res-memory-limit-missing",
		"platform_namespaces",
		["kube-system"],
	)
}

_is_platform(r) if {
	priority := k8s.string_at(r, ["spec", "template", "spec", "priorityClassName"])
	priority in {"system-node-critical", "system-cluster-critical"}
}
