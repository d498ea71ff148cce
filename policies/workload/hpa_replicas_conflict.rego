# METADATA
# title: Replicas that an autoscaler sets as well
# description: >-
#   A workload with an autoscaler must not declare replicas: every sync sets the declared number again and the
#   autoscaler the other one, so pods come and go with each deployment, under load first of all.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, availability, drift]
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
#       scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       minReplicas: 3
#       maxReplicas: 10
#       metrics:
#         - type: Resource
#           resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
#   remedy: |-
#     Leave spec.replicas out, or remove it in the overlay that adds the autoscaler.
#
#     ```yaml
#     patches:
#     - target: {kind: Deployment, name: shop}
#       patch: |-
#         - op: remove
#           path: /spec/replicas
#     ```
package policies.workload.hpa_replicas_conflict

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Workloads that declare replicas and that an autoscaler of the overlay certainly scales.
report contains finding if {
	some at, names in _scalers_of
	r := k8s.resources[at]
	k8s.exists(r, ["spec", "replicas"])
	finding := {
		"at": at,
		"path": ["spec", "replicas"],
		"message": sprintf(
			"%s sets spec.replicas to %s, and %s scales it, so they undo each other. Leave spec.replicas out.",
			[k8s.call(r), k8s.shown(r.spec.replicas), paths.joined(names)],
		),
	}
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_scalers_of := {at: names |
	some at in ({pair[0] | some pair in _scaled} & scaling.replicated)
	names := {pair[1] | some pair in _scaled; pair[0] == at}
}

_scaled := [[at, scaler.called] |
	some scaler in scaling.scalers
	some at in scaler.targets
]
