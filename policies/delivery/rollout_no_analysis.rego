# METADATA
# title: Rollout without an analysis
# description: >-
#   Sending traffic to a new version step by step helps only if something looks at error rates and latencies and
#   rolls back by itself. Without an analysis a bad version goes on to everybody, only more slowly.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
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
#         canary:
#           steps:
#             - setWeight: 10
#             - pause: {duration: 10m}
#             - setWeight: 50
#             - pause: {duration: 10m}
#   remedy: |-
#     Run an analysis in the background of the steps, or before the promotion.
#
#     ```yaml
#     spec:
#       strategy:
#         canary:
#           analysis:
#             templates:
#             - templateName: success-rate
#             startingStep: 1
#     ```
package policies.delivery.rollout_no_analysis

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

_levels := {
	"gated": {"production": "note", "elsewhere": "off"},
	"open": severity,
}

_fields := {"canary": "analysis", "blueGreen": "prePromotionAnalysis"}

# METADATA
# description: >-
#   Rollouts whose strategy names no analysis, as a note where a person has to promote them. Plugins as steps are
#   unknown.
report contains finding if {
	some name, field in _fields
	some rollout in rollouts.of(name)
	not rollouts.is_analysed(rollout)
	state := _state(rollout)
	finding := {
		"at": rollout.at,
		"path": array.concat(rollout.path, [field]),
		"severity": _levels[state],
		"message": sprintf(
			"%s has no analysis, so %s. Add spec.strategy.%s.%s.",
			[k8s.call(rollout.resource), _says[state], name, field],
		),
	}
}

_says := {
	"gated": "only the person who promotes it can stop a bad version",
	"open": "nothing stops a bad version on its way to everybody",
}

_state(rollout) := "gated" if {
	_is_gated(rollout)
} else := "open"

_is_gated(rollout) if {
	some entry in rollouts.steps(rollout)
	rollouts.is_indefinite(entry.step)
}

_is_gated(rollout) if {
	rollout.strategy.autoPromotionEnabled == false
	not k8s.exists(rollout.strategy, ["autoPromotionSeconds"])
}
