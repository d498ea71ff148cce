# METADATA
# title: Rollout that waits for a person
# description: >-
#   A pause without a duration lasts until somebody promotes the Rollout. In production that gate may be wanted;
#   elsewhere it is forgotten, and every change after it queues up behind a half-done release.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/canary/#pause-duration
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: note}
#   tags: [rollouts]
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
#             - setWeight: 10
#             - pause: {}
#   remedy: |-
#     Give the pause a duration, or let an analysis decide.
#
#     ```yaml
#     steps:
#     - setWeight: 20
#     - pause:
#         duration: 10m
#     ```
package policies.delivery.rollout_indefinite_pause

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Steps of canaries that pause without a duration.
report contains finding if {
	some rollout in rollouts.of("canary")
	some entry in rollouts.steps(rollout)
	rollouts.is_indefinite(entry.step)
	finding := {
		"at": rollout.at,
		"path": array.concat(entry.path, ["pause"]),
		"message": sprintf(
			"%s pauses in step %d until somebody promotes it: no duration is set. Set one.",
			[k8s.call(rollout.resource), entry.i],
		),
	}
}
