# METADATA
# title: Rollout with an invalid strategy
# description: >-
#   Argo Rollouts refuses such a Rollout after it was applied: it is Degraded, the version that runs stays, and the
#   merge that should have released something releases nothing.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
# - ref: https://github.com/argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/validation/validation.go
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
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
#           canaryService: shop-canary
#           trafficRouting:
#             nginx: {stableIngress: shop}
#           analysis:
#             templates:
#               - {templateName: success-rate, clusterScope: true}
#           steps:
#             - setWeight: 10
#             - pause: {duration: 10m}
#             - setWeight: 50
#             - pause: {duration: 10m}
#   remedy: |-
#     Give it exactly one strategy, with different Services for the old and the new version.
#
#     ```yaml
#     spec:
#       strategy:
#         canary:
#           canaryService: shop-canary
#           stableService: shop-stable
#           steps:
#           - setWeight: 10
#           - pause: {duration: 10m}
#     ```
package policies.delivery.rollout_strategy_invalid

import data.policies.lib.k8s
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: What the controller's own validation refuses in a strategy.
report contains finding if {
	some rollout in rollouts.entries
	not k8s.is_unknown(object.get(rollout.spec, "strategy", null))
	strategy := k8s.object_at(rollout.spec, ["strategy"])
	says := _choices[count([1 | some name in ["canary", "blueGreen"]; k8s.exists(strategy, [name])])]
	finding := _finding(rollout, ["spec", "strategy"], says)
}

report contains finding if {
	some rollout in rollouts.of("canary")
	full := rollouts.full_weight(rollout.strategy)
	some entry in rollouts.steps(rollout)
	weight := entry.step.setWeight
	is_number(weight)
	_is_outside(weight, full)
	says := sprintf("sets weight %v, which is not between 0 and %v. Write one that is", [weight, full])
	finding := _finding(rollout, array.concat(entry.path, ["setWeight"]), says)
}

report contains finding if {
	some rollout in rollouts.of("blueGreen")
	_is_same(rollout.strategy, "activeService", "previewService")
	says := sprintf(
		"has Service %q as active and preview: both versions get all traffic. Give the preview a Service of its own",
		[rollout.strategy.activeService],
	)
	finding := _finding(rollout, array.concat(rollout.path, ["previewService"]), says)
}

report contains finding if {
	some rollout in rollouts.of("canary")
	_is_same(rollout.strategy, "stableService", "canaryService")
	says := sprintf(
		"has Service %q as canary and stable: traffic cannot be told apart. Give the canary a Service of its own",
		[rollout.strategy.stableService],
	)
	finding := _finding(rollout, array.concat(rollout.path, ["canaryService"]), says)
}

report contains finding if {
	some rollout in rollouts.of("canary")
	provider := _splitting(rollout.strategy)
	missing := [field |
		some field in ["canaryService", "stableService"]
		object.get(rollout.strategy, field, null) in {null, ""}
	]
	count(missing) > 0
	says := sprintf(
		"routes traffic by %s without %s. Name a Service for the canary and one for the stable version",
		[provider, concat(" and ", missing)],
	)
	finding := _finding(rollout, array.concat(rollout.path, [missing[0]]), says)
}

_finding(rollout, path, says) := {
	"at": rollout.at,
	"path": path,
	"message": sprintf("%s %s.", [k8s.call(rollout.resource), says]),
}

_choices := {
	0: "has neither spec.strategy.canary nor spec.strategy.blueGreen. Add one of them",
	2: "has both spec.strategy.canary and spec.strategy.blueGreen. Keep one of them",
}

_is_outside(weight, _) if weight < 0

_is_outside(weight, full) if weight > full

_is_same(strategy, one, other) if {
	name := k8s.string_at(strategy, [one])
	name != ""
	strategy[other] == name
	not k8s.is_templated(name)
}

# The routers that need both Services; the rest, such as plugins, may find the pods by themselves.
_splitting(canary) := provider if {
	some provider in ["alb", "ambassador", "apisix", "appMesh", "istio", "nginx", "smi", "traefik"]
	is_object(canary.trafficRouting[provider])
	not _finds_pods(canary, provider)
}

_finds_pods(canary, provider) if {
	provider in {"alb", "istio"}
	k8s.exists(canary, ["pingPong"])
}

_finds_pods(canary, "istio") if k8s.exists(canary, ["trafficRouting", "istio", "destinationRule"])
