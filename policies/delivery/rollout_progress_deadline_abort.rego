# METADATA
# title: Rollout that does not abort when it is stuck
# description: >-
#   A Rollout whose new pods never become ready is Degraded after its deadline, and stays where it is: part of the
#   traffic may go on to a version that does not work, until somebody aborts it.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [rollouts, reliability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 10
#       progressDeadlineSeconds: 600
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
#     Let the deadline abort the update.
#
#     ```yaml
#     spec:
#       progressDeadlineSeconds: 600
#       progressDeadlineAbort: true
#     ```
package policies.delivery.rollout_progress_deadline_abort

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rollouts that stay where they are when the deadline passes.
report contains finding if {
	some rollout in rollouts.entries
	abort := object.get(rollout.spec, "progressDeadlineAbort", null)
	abort != true
	not k8s.is_unknown(abort)
	finding := {
		"at": rollout.at,
		"path": ["spec", "progressDeadlineAbort"],
		"message": sprintf(
			"%s stays half updated when it makes no progress: %s. Set it to true.",
			[k8s.call(rollout.resource), k8s.field_is("spec.progressDeadlineAbort", abort)],
		),
	}
}
