# METADATA
# title: Autoscaler without its target
# description: >-
#   An autoscaler whose target does not exist scales nothing, and says so only in its status. Mostly a name was
#   changed in one place, or a prefix reached one object and not the other.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [workload, references]
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
#     ---
#     apiVersion: autoscaling/v2
#     kind: HorizontalPodAutoscaler
#     metadata: {name: shop}
#     spec:
#       scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop-web}
#       minReplicas: 3
#       maxReplicas: 10
#       metrics:
#         - type: Resource
#           resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
#   remedy: |-
#     Name the object to be scaled as it is rendered.
#
#     ```yaml
#     spec:
#       scaleTargetRef:
#         apiVersion: apps/v1
#         kind: Deployment
#         name: shop
#     ```
package policies.workload.hpa_target_missing

import data.policies.lib.k8s
import data.policies.lib.makers
import data.policies.lib.overlay
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Autoscalers whose target is not rendered, in overlays that render workloads and hold nothing from which a
#   controller makes more of them. A target of a kind of its own is an operator's: unknown.
report contains finding if {
	count(overlay.pods) > 0
	not makers.are_there
	some scaler in scaling.scalers
	r := k8s.resources[scaler.at]
	r.kind == "HorizontalPodAutoscaler"
	scaler.kind in _kinds
	ref := r.spec.scaleTargetRef
	k8s.string_at(ref, ["name"]) != ""
	count(scaler.candidates) == 0
	finding := {
		"at": scaler.at,
		"path": ["spec", "scaleTargetRef"],
		"message": sprintf(
			"%s scales %s %q, which this overlay does not render%s. Name the workload that it is to scale.",
			[scaler.called, ref.kind, ref.name, _where(r)],
		),
	}
}

_kinds := {"Deployment", "DeploymentConfig", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet"}

_where(r) := sprintf(" in namespace %q", [overlay.namespace(r)]) if overlay.namespace(r) != ""

_where(r) := "" if overlay.namespace(r) == ""
