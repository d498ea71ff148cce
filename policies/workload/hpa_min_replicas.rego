# METADATA
# title: Autoscaler that may go down to one pod, or cannot scale
# description: >-
#   An autoscaler whose minimum is one pod leaves no redundancy in quiet hours. One whose minimum is not below its
#   maximum scales nothing, and above it the API server refuses it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [workload, availability]
#   example: |-
#     apiVersion: autoscaling/v2
#     kind: HorizontalPodAutoscaler
#     metadata: {name: shop}
#     spec:
#       scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       minReplicas: 1
#       maxReplicas: 10
#       metrics:
#         - type: Resource
#           resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
#   remedy: |-
#     Set minReplicas to at least 2 and maxReplicas above it.
#
#     ```yaml
#     spec:
#       minReplicas: 2
#       maxReplicas: 6
#     ```
package policies.workload.hpa_min_replicas

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Autoscalers with a minimum of one pod, or with one that is not below their maximum. A minimum of 0 scales to zero
#   on purpose.
report contains finding if {
	some at in k8s.of("autoscaling", "HorizontalPodAutoscaler")
	r := k8s.resources[at]
	[level, says] := _fault(_least(r), object.get(k8s.object_at(r, ["spec"]), "maxReplicas", null))
	finding := {
		"at": at,
		"path": ["spec", "minReplicas"],
		"severity": _levels[level],
		"message": sprintf("%s has minReplicas %v%s, %s", [k8s.call(r), _least(r), _by_default(r), says]),
	}
}

_fault(least, most) := ["refused", "above its maxReplicas, which is refused. Raise maxReplicas."] if {
	is_number(most)
	least > most
} else := ["stuck", "equal to its maxReplicas, so it scales nothing. Raise maxReplicas."] if {
	least == most
} else := ["low", "so it may go down to one pod, and the loss of its node is an outage. Set at least 2."] if {
	least == 1
}

_levels := {
	"low": severity,
	"refused": {"production": "error", "elsewhere": "error"},
	"stuck": {"production": "error", "elsewhere": "note"},
}

# Absent is 1, as the API server reads it; what is no number is unknown.
_least(r) := 1 if {
	is_object(r.spec)
	object.get(r.spec, "minReplicas", null) == null
}

_least(r) := r.spec.minReplicas if is_number(r.spec.minReplicas)

_by_default(r) := "" if k8s.exists(r, ["spec", "minReplicas"])

_by_default(r) := " by default" if not k8s.exists(r, ["spec", "minReplicas"])
