# METADATA
# title: Blue-green Rollout that promotes itself
# description: >-
#   Unless told otherwise a blue-green Rollout switches all traffic as soon as the new pods are ready. Ready says that
#   they answer, not that they answer well, and all users get the new version in the same second.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#autopromotionenabled
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   tags: [rollouts, reliability]
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
#           previewService: shop-preview
#           postPromotionAnalysis:
#             templates:
#               - {templateName: smoke-test, clusterScope: true}
#   remedy: |-
#     Analyse the preview before the switch, or let a person promote it.
#
#     ```yaml
#     spec:
#       strategy:
#         blueGreen:
#           autoPromotionEnabled: false
#     ```
package policies.delivery.rollout_auto_promotion

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Blue-green Rollouts that promote by themselves, at once or after a time, and analyse nothing before.
report contains finding if {
	some rollout in rollouts.of("blueGreen")
	not k8s.exists(rollout.strategy, ["prePromotionAnalysis"])
	[field, says] := _fault(rollout.strategy)
	finding := {
		"at": rollout.at,
		"path": array.concat(rollout.path, [field]),
		"message": sprintf("%s %s", [k8s.call(rollout.resource), says]),
	}
}

_fault(strategy) := [
	"autoPromotionEnabled",
	concat(" ", [
		"promotes a new version as soon as its pods are ready: autoPromotionEnabled is not false.",
		"Set it to false, or add a prePromotionAnalysis.",
	]),
] if {
	object.get(strategy, "autoPromotionEnabled", null) in {null, true}
} else := [
	"autoPromotionSeconds",
	sprintf(
		"promotes a new version after %v seconds, though autoPromotionEnabled is false. %s",
		[strategy.autoPromotionSeconds, "Remove autoPromotionSeconds, or add a prePromotionAnalysis."],
	),
] if {
	strategy.autoPromotionEnabled == false
	is_number(strategy.autoPromotionSeconds)
	strategy.autoPromotionSeconds > 0
}
