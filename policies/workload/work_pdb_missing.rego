# METADATA
# title: Replicated workload without a disruption budget
# description: >-
#   Without a PodDisruptionBudget the drain of several nodes, as in an upgrade of the cluster, may evict all
#   replicas at once: they were paid for and do not help.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
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
#     Add a PodDisruptionBudget that selects the pods and lets at least one go.
#
#     ```yaml
#     apiVersion: policy/v1
#     kind: PodDisruptionBudget
#     metadata: {name: shop}
#     spec:
#       maxUnavailable: 1
#       selector:
#         matchLabels: {app: shop}
#     ```
package policies.workload.work_pdb_missing

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Workloads of two replicas or more whose pods no budget of the overlay may select.
report contains finding if {
	some at, replicas in scaling.replicas
	replicas >= 2
	overlay.pods[at]
	not at in _covered
	finding := {
		"at": at,
		"path": ["metadata", "name"],
		"message": sprintf(
			"No PodDisruptionBudget selects the pods of %s, so drains may evict all %v at once. Add one.",
			[k8s.call(k8s.resources[at]), replicas],
		),
	}
}

_covered contains at if {
	some i in overlay.of("policy", "PodDisruptionBudget")
	budget := k8s.resources[i]
	some at in _selected(overlay.namespace(budget), object.get(k8s.object_at(budget, ["spec"]), "selector", {}))
}

# A selector that cannot be read may select every pod.
_selected(space, selector) := at if {
	at := overlay.may_select(space, selector)
} else := overlay.may_select(space, {})
