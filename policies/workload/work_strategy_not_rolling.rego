# METADATA
# title: Replicated Deployment that is recreated
# description: >-
#   With the strategy Recreate a rollout stops all replicas before it starts new ones: every release is an outage,
#   which several replicas are meant to avoid.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [workload, availability]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       strategy: {type: Recreate}
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
#     Roll the update, or run a single replica where two must never run at once.
#
#     ```yaml
#     strategy:
#       type: RollingUpdate
#     ```
package policies.workload.work_strategy_not_rolling

import data.policies.lib.k8s
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Deployments of more than one replica that are recreated, unless they mount a claim: its volume may go to one node
#   only, so that rolling would hang.
report contains finding if {
	some at in scaling.replicated
	r := k8s.resources[at]
	r.kind == "Deployment"
	r.spec.strategy.type == "Recreate"
	scaling.declared(r) > 1
	not at in _claiming
	finding := {
		"at": at,
		"path": ["spec", "strategy", "type"],
		"message": sprintf(
			"%s has %v replicas and the strategy Recreate, so every rollout stops them all. Use RollingUpdate.",
			[k8s.call(r), r.spec.replicas],
		),
	}
}

_claiming contains pod.at if {
	some pod in k8s.pods
	volumes := pod.spec.volumes
	is_array(volumes)
	some volume in volumes
	k8s.exists(volume, ["persistentVolumeClaim"])
}
