# METADATA
# title: Canary with too few pods for its weights
# description: >-
#   Without a router a canary shifts traffic by the number of pods alone. With few of them a weight of 10% is half of
#   the traffic, so a bad version hits many more users than the steps promise.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/canary/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [rollouts, reliability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 2
#       workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       strategy:
#         canary:
#           analysis:
#             templates:
#               - {templateName: success-rate, clusterScope: true}
#           steps:
#             - setWeight: 10
#             - pause: {duration: 10m}
#             - setWeight: 50
#             - pause: {duration: 10m}
#   remedy: |-
#     Run enough pods for the smallest weight, or split the traffic by a router.
#
#     ```yaml
#     spec:
#       replicas: 10
#       strategy:
#         canary:
#           steps:
#           - setWeight: 10
#           - pause: {duration: 10m}
#     ```
package policies.delivery.rollout_replicas_too_few

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.rollouts
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Canaries without a router whose replicas give a weight at least twice its share. Where the replicas are absent, or
#   an autoscaler sets them, nothing is known of them.
report contains finding if {
	overlay.is_whole
	some rollout in rollouts.of("canary")
	not k8s.exists(rollout.strategy, ["trafficRouting"])
	not rollout.at in scaling.scaled
	replicas := rollout.spec.replicas
	is_number(replicas)
	replicas > 0
	weight := min({weight | some entry in rollouts.steps(rollout); weight := _too_small(entry.step.setWeight, replicas)})
	finding := {
		"at": rollout.at,
		"path": ["spec", "replicas"],
		"message": sprintf(
			"%s has %v replicas, so its weight of %v%% is one pod in %v. Run %v replicas, or route the traffic.",
			[k8s.call(rollout.resource), replicas, weight, replicas, ceil(100 / weight)],
		),
	}
}

# A weight whose pods, rounded up, are at least twice its share of the replicas.
_too_small(weight, replicas) := weight if {
	is_number(weight)
	weight > 0
	share := (replicas * weight) / 100
	ceil(share) >= 2 * share
}
