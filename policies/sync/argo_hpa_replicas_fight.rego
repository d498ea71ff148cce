# METADATA
# title: Replicas that Argo CD takes back from an autoscaler
# description: >-
#   Argo CD heals itself of every change that Git does not know, and what an autoscaler sets is one: as soon as it adds
#   pods under load, Argo CD removes them again, and both go on without end. Leaving the field out, or ignoring the
#   difference, ends it.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/#leaving-room-for-imperativeness
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, availability, drift]
#   supersedes: [hpa-replicas-conflict]
#   remedy: |-
#     Leave spec.replicas out of Git. Where a chart sets it anyway, let Argo CD ignore it, in syncs as well.
#
#     ```yaml
#     spec:
#       ignoreDifferences:
#       - group: apps
#         kind: Deployment
#         jsonPointers: [/spec/replicas]
#       syncPolicy:
#         syncOptions: [RespectIgnoreDifferences=true]
#     ```
package policies.sync.argo_hpa_replicas_fight

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.paths
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The rules that stay silent where this one speaks, as it says who undoes what.
supersedes := rego.metadata.chain()[1].annotations.custom.supersedes

# METADATA
# description: >-
#   Workloads that declare replicas, that an autoscaler of the overlay certainly scales, and that an Application which
#   heals itself deploys without ignoring the field.
report contains finding if {
	count(_healers) > 0
	some at, names in _scalers_of
	r := k8s.resources[at]
	k8s.exists(r, ["spec", "replicas"])
	not k8s.is_unknown(r.spec.replicas)
	by := {sprintf("%s %q", [healer.kind, healer.name]) | some healer in _healers; not _ignores(healer, r)}
	count(by) > 0
	finding := {
		"at": at,
		"path": ["spec", "replicas"],
		"message": sprintf(
			"%s sets spec.replicas to %s, which %s restores whenever %s changes it. Leave spec.replicas out.",
			[k8s.call(r), k8s.shown(r.spec.replicas), min(by), paths.joined(names)],
		),
	}
}

_healers := [deployer |
	overlay.is_whole
	some deployer in k8s.array_at(input, ["mergegate", "overlay", "deployers"])
	deployer.self_heal == true
]

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_scalers_of := {at: names |
	some at in (({pair[0] | some pair in _scaled} & scaling.replicated) - scaling.referred)
	names := {pair[1] | some pair in _scaled; pair[0] == at}
}

_scaled := [[at, scaler.called] |
	some scaler in scaling.scalers
	some at in scaler.targets
	not _is_paused(scaler, at)
]

# At zero replicas a HorizontalPodAutoscaler stands still.
_is_paused(scaler, at) if {
	k8s.resources[at].spec.replicas == 0
	k8s.resources[scaler.at].kind == "HorizontalPodAutoscaler"
}

_ignores(healer, r) if {
	some entry in healer.ignored
	_fits(entry.group, k8s.group(r))
	_fits(entry.kind, r.kind)
	entry.name in {"", "*", k8s.name(r)}
	_may_be_same(entry.namespace, overlay.namespace(r))
	_covers(entry)
}

# Only "*" and "?" are read as a pattern: what OPA cannot parse as one would end the evaluation.
_fits(pattern, text) if {
	not regex.match(`[\[\]{}\\!]`, pattern)
	glob.match(pattern, null, text)
}

# A pattern that cannot be told may fit.
_fits(pattern, _) if regex.match(`[\[\]{}\\!]`, pattern)

_may_be_same(wanted, space) if wanted in {"", "*", space}

_may_be_same(_, "")

_covers(entry) if {
	some pointer in entry.jsonPointers
	trim_space(pointer) in {"", "*", "/", "/spec", "/spec/replicas"}
}

_covers(entry) if {
	some expression in entry.jqPathExpressions
	regex.match(`replicas|[*]|^\s*\.(spec|\[\])?\s*$`, expression)
}

# Which manager the autoscaler writes as depends on the version.
_covers(entry) if count(entry.managedFieldsManagers) > 0
