# METADATA
# title: Replicas that may share one node
# description: >-
#   Without anti-affinity or spread constraints the scheduler may place all replicas on one node, and they fail
#   together. It spreads them by default where it can, so this is a matter of certainty.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [workload, availability]
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
#   remedy: |-
#     Spread the replicas over nodes or zones.
#
#     ```yaml
#     topologySpreadConstraints:
#     - maxSkew: 1
#       topologyKey: kubernetes.io/hostname
#       whenUnsatisfiable: ScheduleAnyway
#       labelSelector:
#         matchLabels: {app: shop}
#     ```
package policies.workload.work_spread_missing

import data.policies.lib.k8s
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Workloads of two replicas or more that say nothing about where to place them.
report contains finding if {
	some pod in k8s.pods
	pod.at in scaling.replicated
	scaling.declared(k8s.resources[pod.at]) >= 2
	not k8s.exists(pod.spec, ["affinity", "podAntiAffinity"])
	not _has_constraints(object.get(pod.spec, "topologySpreadConstraints", null))
	not k8s.is_unknown(object.get(pod.spec, "affinity", null))
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, ["affinity"]),
		"message": sprintf(
			"%s has neither podAntiAffinity nor topologySpreadConstraints, so one node may hold all its replicas. Add one.",
			[k8s.call(k8s.resources[pod.at])],
		),
	}
}

_has_constraints(value) if not value in [null, []]
