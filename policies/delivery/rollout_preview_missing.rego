# METADATA
# title: Blue-green Rollout without a preview
# description: >-
#   The point of blue-green is to try the new version before it gets traffic. Without a preview Service nobody, person
#   or analysis, can reach it until all users do.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#previewservice
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [rollouts]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 10
#       workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       strategy:
#         blueGreen:
#           activeService: shop
#           autoPromotionEnabled: false
#           prePromotionAnalysis:
#             templates:
#               - {templateName: smoke-test, clusterScope: true}
#   remedy: |-
#     Add a second Service and name it.
#
#     ```yaml
#     spec:
#       strategy:
#         blueGreen:
#           activeService: shop
#           previewService: shop-preview
#     ```
package policies.delivery.rollout_preview_missing

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Blue-green Rollouts that name no preview Service.
report contains finding if {
	some rollout in rollouts.of("blueGreen")
	object.get(rollout.strategy, "previewService", null) in {null, ""}
	finding := {
		"at": rollout.at,
		"path": array.concat(rollout.path, ["previewService"]),
		"message": sprintf(
			"%s has no previewService, so nobody can try a new version before it gets all traffic. Name a Service.",
			[k8s.call(rollout.resource)],
		),
	}
}
