# METADATA
# title: Analysis that cannot judge
# description: >-
#   A metric without a condition succeeds whatever it measures. One that repeats without a count never ends, and one
#   whose arguments nobody passes never starts: either way the release hangs or the guard is not there.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
# - ref: https://github.com/argoproj/argo-rollouts/blob/master/pkg/apis/rollouts/validation/validation_references.go
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [rollouts, reliability]
#   supersedes: [secret-value-pattern]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AnalysisTemplate
#     metadata: {name: success-rate}
#     spec:
#       metrics:
#         - name: success-rate
#           interval: 1m
#           count: 5
#           provider:
#             prometheus:
#               address: https://prometheus.example.com
#               query: sum(rate(shop_requests_total{code!~"5.."}[1m])) / sum(rate(shop_requests_total[1m]))
#   remedy: |-
#     Give every metric a condition, those of steps a count, and take secrets from a Secret.
#
#     ```yaml
#     spec:
#       args:
#       - name: api-token
#         valueFrom:
#           secretKeyRef:
#             name: metrics-api
#             key: token
#       metrics:
#       - name: success-rate
#         interval: 1m
#         count: 5
#         successCondition: result[0] >= 0.95
#     ```
package policies.delivery.analysis_incomplete

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.paths
import data.policies.lib.rollouts
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Metrics without a condition, but for providers that judge by themselves; metrics without an end that a Rollout of
#   the overlay waits for; literal secrets as arguments; and Rollouts that leave out an argument.
report contains finding if {
	some at in _templates
	some i, metric in k8s.array_at(overlay.resources[at], ["spec", "metrics"])
	_is_undecided(metric)
	finding := _finding(at, ["spec", "metrics", i, "successCondition"], _about(at, i, metric, "undecided"))
}

report contains finding if {
	some at in _awaited
	some i, metric in k8s.array_at(overlay.resources[at], ["spec", "metrics"])
	k8s.exists(metric, ["interval"])
	object.get(metric, "count", null) in {null, 0}
	finding := _finding(at, ["spec", "metrics", i, "count"], _about(at, i, metric, "endless"))
}

report contains finding if {
	some at in _templates
	r := overlay.resources[at]
	some i, arg in k8s.array_at(r, ["spec", "args"])
	name := k8s.string_at(arg, ["name"])
	secrets.is_sensitive(name)
	value := k8s.string_at(arg, ["value"])
	not secrets.is_harmless(value)
	not secrets.is_filler(value)
	says := sprintf("%s holds the secret argument %q as a literal. Take it from a Secret", [k8s.call(r), name])
	finding := _finding(at, ["spec", "args", i, "value"], says)
}

report contains finding if {
	some rollout in rollouts.entries
	some analysis in rollouts.analyses(rollout)
	missing := _missing_args(rollout, analysis)
	count(missing) > 0
	says := sprintf("%s runs an analysis without its argument %s. Pass it in %s", [
		k8s.call(rollout.resource), paths.listed(missing), paths.shown(array.concat(analysis.path, ["args"])),
	])
	finding := _finding(rollout.at, array.concat(analysis.path, ["args"]), says)
}

_finding(at, path, says) := {"at": at, "path": path, "message": sprintf("%s.", [says])}

_about(at, i, metric, fault) := sprintf(
	"Metric %s of %s %s",
	[_named(i, metric), k8s.call(overlay.resources[at]), _says[fault]],
)

_says := {
	"endless": "never ends, though a Rollout waits for it: it has an interval and no count. Set a count",
	"undecided": "succeeds whatever it measures: it has neither successCondition nor failureCondition. Set one",
}

_named(_, metric) := sprintf("%q", [metric.name]) if is_string(metric.name)

_named(i, metric) := sprintf("%d", [i]) if not is_string(metric.name)

_templates := overlay.of("argoproj.io", "AnalysisTemplate") | overlay.of("argoproj.io", "ClusterAnalysisTemplate")

# ---- conditions -------------------------------------------------------------------------------------------------

_is_undecided(metric) if {
	is_object(metric)
	every condition in ["successCondition", "failureCondition"] {
		object.get(metric, condition, null) in {null, ""}
	}
	not _judges_itself(object.get(metric, "provider", null))
}

# A Job succeeds or fails, Kayenta has thresholds of its own, and of plugins nothing is known.
_judges_itself(provider) if {
	some name in ["job", "kayenta", "plugin"]
	k8s.exists(provider, [name])
}

_judges_itself(provider) if k8s.is_unknown(provider)

# ---- references -------------------------------------------------------------------------------------------------

# Templates that a Rollout waits for: all but those in the background.
_awaited contains at if {
	some rollout in rollouts.entries
	some analysis in rollouts.analyses(rollout)
	analysis.role != "background"
	some template in analysis.templates
	some at in _found(rollout, template)
}

_found(rollout, template) := overlay.find(
	"argoproj.io", "AnalysisTemplate",
	overlay.namespace(rollout.resource), template.name,
) if {
	not template.is_cluster
}

# Kustomize gives a namespace to kinds that it does not know, also to those of the whole cluster.
_found(_, template) := {at |
	some at in overlay.may_find("argoproj.io", "ClusterAnalysisTemplate", "", template.name)
	k8s.name(overlay.resources[at]) == template.name
} if {
	template.is_cluster
}

# Templates share their arguments, so all of them have to be known.
_missing_args(rollout, analysis) := (wanted - given) - analysis.args if {
	found := [places | some template in analysis.templates; places := _found(rollout, template)]
	every places in found {
		count(places) == 1
	}
	here := union({places | some places in found})
	every at in here {
		not k8s.exists(overlay.resources[at], ["spec", "templates"])
	}
	args := [arg | some at in here; some arg in k8s.array_at(overlay.resources[at], ["spec", "args"])]
	wanted := {k8s.string_at(arg, ["name"]) | some arg in args; not _is_given(arg)} - {""}
	given := {k8s.string_at(arg, ["name"]) | some arg in args; _is_given(arg)}
}

_is_given(arg) if {
	some field in ["value", "valueFrom"]
	k8s.exists(arg, [field])
}
