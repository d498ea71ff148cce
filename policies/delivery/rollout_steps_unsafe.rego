# METADATA
# title: Canary whose steps give no time to notice
# description: >-
#   A canary limits the harm of a bad version only if few users get it first and there is time to see what happens.
#   Without steps, with a large first one, or with steps that follow each other at once, it is a plain update.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/canary/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [rollouts, reliability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 10
#       workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       strategy:
#         canary:
#           analysis:
#             templates:
#               - {templateName: success-rate, clusterScope: true}
#           steps:
#             - setWeight: 20
#             - setWeight: 60
#             - pause: {duration: 10m}
#   remedy: |-
#     Begin small, and pause or analyse between the weights.
#
#     ```yaml
#     spec:
#       strategy:
#         canary:
#           steps:
#           - setWeight: 10
#           - pause: {duration: 10m}
#           - setWeight: 50
#           - pause: {duration: 10m}
#     ```
#   parameters:
#     largest_first_weight:
#       description: The share of traffic in percent from which on a first weight is too large.
#       format: count
#       default: 50
package policies.delivery.rollout_steps_unsafe

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Canaries without steps, with a large first weight that nobody tried before by header, mirror or experiment, with
#   weights that follow each other at once, or that decrease.
report contains finding if {
	some rollout in rollouts.of("canary")
	object.get(rollout.strategy, "steps", null) in {null, []}
	finding := {
		"at": rollout.at,
		"path": array.concat(rollout.path, ["steps"]),
		"message": sprintf(
			"%s is a canary without steps, so a new version gets all traffic at once. Add steps with weights and pauses.",
			[k8s.call(rollout.resource)],
		),
	}
}

report contains finding if {
	some rollout in rollouts.of("canary")
	weights := _weights(rollout)
	some n, entry in weights
	says := _fault(rollout, weights, n)
	finding := {
		"at": rollout.at,
		"path": array.concat(entry.path, ["setWeight"]),
		"message": sprintf("%s %s", [k8s.call(rollout.resource), says]),
	}
}

# The steps that set a weight, but for weights of zero ahead of the first.
_weights(rollout) := [object.union(entry, {"weight": entry.step.setWeight}) |
	steps := rollouts.steps(rollout)
	first := min({entry.i | some entry in steps; is_number(entry.step.setWeight); entry.step.setWeight > 0})
	some entry in steps
	is_number(entry.step.setWeight)
	entry.i >= first
]

_fault(rollout, weights, 0) := sprintf(
	"sends %v%% of the traffic to a new version in its first step. Begin with a smaller weight.",
	[share],
) if {
	share := (weights[0].weight * 100) / rollouts.full_weight(rollout.strategy)
	share >= _largest
	not _is_tried_before(rollout, weights[0].i)
}

_fault(_, weights, n) := sprintf(
	"goes back from weight %v to %v on its way to all traffic. Let the weights grow.",
	[weights[n - 1].weight, weights[n].weight],
) if {
	n > 0
	weights[n].weight < weights[n - 1].weight
}

_fault(rollout, weights, n) := sprintf(
	"goes from weight %v to %v at once. Pause or analyse between them.",
	[weights[n - 1].weight, weights[n].weight],
) if {
	n > 0
	weights[n].weight > weights[n - 1].weight
	count([1 |
		some entry in rollouts.steps(rollout)
		entry.i > weights[n - 1].i
		entry.i < weights[n].i
		rollouts.is_gate(entry.step)
	]) == 0
}

_is_tried_before(rollout, first) if {
	some entry in rollouts.steps(rollout)
	entry.i < first
	some field in ["setHeaderRoute", "setMirrorRoute", "experiment", "plugin"]
	k8s.exists(entry.step, [field])
}

default _largest := 50

_largest := share if {
	share := params.get("rollout-steps-unsafe", "largest_first_weight", 50)
	is_number(share)
}
