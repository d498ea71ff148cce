# METADATA
# title: Flagger Canary that analyses little
# description: >-
#   Flagger promotes what its analysis lets pass. Without metrics, without weights to step through or with the analysis
#   skipped, a bad version reaches everybody just as it would without Flagger.
# related_resources:
# - ref: https://docs.flagger.app/usage/how-it-works
# - ref: https://github.com/fluxcd/flagger/blob/main/pkg/apis/flagger/v1beta1/canary.go
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: note}
#   tags: [flagger, reliability]
#   example: |-
#     apiVersion: flagger.app/v1beta1
#     kind: Canary
#     metadata: {name: shop}
#     spec:
#       targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       service: {port: 80}
#       analysis:
#         interval: 1m
#         threshold: 5
#         maxWeight: 50
#         stepWeight: 10
#   remedy: |-
#     Check a metric in each of a few small steps.
#
#     ```yaml
#     spec:
#       analysis:
#         interval: 1m
#         threshold: 5
#         maxWeight: 50
#         stepWeight: 10
#         metrics:
#         - name: request-success-rate
#           thresholdRange: {min: 99}
#           interval: 1m
#     ```
package policies.delivery.flagger_analysis_weak

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

_levels := {
	"error": severity,
	"warning": {"production": "warning", "elsewhere": "note"},
}

# METADATA
# description: >-
#   Canaries that skip their analysis or have none, else what is weak about it. Webhooks that judge or that a person
#   has to open count as metrics do.
report contains finding if {
	some i in k8s.of("flagger.app", "Canary")
	r := k8s.resources[i]
	is_object(r.spec)
	some [level, path, says] in _faults(r.spec)
	finding := {
		"at": i,
		"path": array.concat(["spec"], path),
		"severity": _levels[level],
		"message": sprintf("%s %s", [k8s.call(r), says]),
	}
}

_faults(spec) := {[
	"error", ["skipAnalysis"],
	"promotes every version unseen: spec.skipAnalysis is true. Remove it.",
]} if {
	spec.skipAnalysis == true
} else := set() if {
	k8s.is_unknown(object.get(spec, "analysis", null))
} else := _weaknesses(["analysis"], spec.analysis) if {
	is_object(spec.analysis)
} else := {[
	"warning", ["canaryAnalysis"],
	"has its analysis in the deprecated spec.canaryAnalysis. Move it to spec.analysis.",
]} if {
	is_object(spec.canaryAnalysis)
} else := {[
	"error", ["analysis"],
	"promotes every version unseen: spec.analysis is not set. Add an analysis with metrics.",
]}

_weaknesses(path, analysis) := union({
	{["error", array.concat(path, ["metrics"]), says] |
		says := "has an analysis that looks at nothing: no metrics and no rollout webhook. Add a metric."
		not _looks(analysis)
	},
	{["warning", array.concat(path, ["threshold"]), says] |
		says := "rolls back at the first failed check: spec.analysis.threshold is not set. Set it, to 5 perhaps."
		object.get(analysis, "threshold", null) in {null, 0}
	},
	{["warning", array.concat(path, ["stepWeight"]), says] |
		analysis.stepWeight > _most(analysis)
		is_number(analysis.stepWeight)
		says := sprintf(
			"goes beyond its maxWeight in one step: stepWeight %v, maxWeight %v. Make the steps smaller.",
			[analysis.stepWeight, _most(analysis)],
		)
	},
	{["warning", array.concat(path, ["stepWeight"]), says] |
		says := "gives a new version no traffic to judge: no stepWeight, stepWeights or iterations. Set stepWeight."
		every field in ["stepWeight", "stepWeights", "iterations"] {
			object.get(analysis, field, null) in {null, 0, []}
		}
	},
})

_looks(analysis) if {
	some field in ["metrics", "webhooks"]
	k8s.is_unknown(object.get(analysis, field, null))
}

_looks(analysis) if count(k8s.array_at(analysis, ["metrics"])) > 0

# Without a type a webhook is one of the rollout.
_looks(analysis) if {
	some webhook in k8s.array_at(analysis, ["webhooks"])
	is_object(webhook)
	object.get(webhook, "type", "rollout") in {
		"", "rollout", "confirm-promotion", "confirm-rollout", "confirm-traffic-increase",
	}
}

_most(analysis) := analysis.maxWeight if {
	is_number(analysis.maxWeight)
	analysis.maxWeight > 0
} else := 100
