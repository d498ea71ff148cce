# METADATA
# title: Rollout that removes the old version at once
# description: >-
#   After the switch proxies and nodes go on sending traffic to the old pods until their tables are up to date. If
#   those pods are gone by then, users get errors; half a minute is what the default allows for it.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#scaledowndelayseconds
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
#       workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       strategy:
#         blueGreen:
#           activeService: shop
#           previewService: shop-preview
#           scaleDownDelaySeconds: 5
#           prePromotionAnalysis:
#             templates:
#               - {templateName: smoke-test, clusterScope: true}
#   remedy: |-
#     Remove the field, or raise it.
#
#     ```yaml
#     spec:
#       strategy:
#         blueGreen:
#           scaleDownDelaySeconds: 30
#     ```
#   parameters:
#     least:
#       description: The least delay in seconds.
#       format: count
#       default: 30
package policies.delivery.rollout_scale_down_delay

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rollouts of either strategy that declare a shorter delay. Without one it is 30 seconds.
report contains finding if {
	some name in ["blueGreen", "canary"]
	some rollout in rollouts.of(name)
	seconds := rollout.strategy.scaleDownDelaySeconds
	is_number(seconds)
	seconds < _least
	finding := {
		"at": rollout.at,
		"path": array.concat(rollout.path, ["scaleDownDelaySeconds"]),
		"message": sprintf(
			"%s scales the old version down %v seconds after the switch, less than %v. Remove the field or raise it.",
			[k8s.call(rollout.resource), seconds, _least],
		),
	}
}

default _least := 30

_least := seconds if {
	seconds := params.get("rollout-scale-down-delay", "least", 30)
	is_number(seconds)
}
