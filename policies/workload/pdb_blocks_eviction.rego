# METADATA
# title: Disruption budget that lets no pod go
# description: >-
#   A PodDisruptionBudget that needs every pod forbids every eviction: the drain of a node waits for ever, and
#   with it the upgrade of the cluster, until somebody deletes the budget or the pod by hand.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, availability]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#     ---
#     apiVersion: policy/v1
#     kind: PodDisruptionBudget
#     metadata: {name: shop}
#     spec:
#       minAvailable: 3
#       selector: {matchLabels: {app: shop}}
#   remedy: |-
#     Let at least one pod go. Where an operator moves the pods of a quorum itself, waive the finding.
#
#     ```yaml
#     apiVersion: policy/v1
#     kind: PodDisruptionBudget
#     metadata: {name: shop}
#     spec:
#       maxUnavailable: 1
#       selector:
#         matchLabels: {app: shop}
#     ```
package policies.workload.pdb_blocks_eviction

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Budgets that allow no eviction, by what they say alone or by the replicas of the workloads that they select, where
#   all of these are known.
report contains finding if {
	some at in overlay.of("policy", "PodDisruptionBudget")
	budget := k8s.resources[at]
	[field, says] := _fault(at, budget.spec)
	finding := {
		"at": at,
		"path": ["spec", field],
		"message": sprintf("%s %s", [k8s.call(budget), says]),
	}
}

# The field at fault and what a message says of it.
_fault(_, spec) := ["minAvailable", _neither] if {
	is_object(spec)
	not k8s.exists(spec, ["minAvailable"])
	not k8s.exists(spec, ["maxUnavailable"])
}

_fault(_, spec) := ["minAvailable", "sets minAvailable and maxUnavailable, which is refused. Keep one of them."] if {
	k8s.exists(spec, ["minAvailable"])
	k8s.exists(spec, ["maxUnavailable"])
}

_fault(_, spec) := ["maxUnavailable", _forbids("maxUnavailable", spec.maxUnavailable, "")] if {
	not k8s.exists(spec, ["minAvailable"])
	_amount(spec.maxUnavailable, 1) == 0
}

_fault(_, spec) := ["minAvailable", _forbids("minAvailable", spec.minAvailable, "")] if {
	not k8s.exists(spec, ["maxUnavailable"])
	_is_all(spec.minAvailable)
}

_fault(at, spec) := ["minAvailable", _forbids("minAvailable", spec.minAvailable, beside)] if {
	not k8s.exists(spec, ["maxUnavailable"])
	not _is_all(spec.minAvailable)
	_amount(spec.minAvailable, _pods[at]) >= _pods[at]
	beside := sprintf(" of %v pods in all", [_pods[at]])
}

_is_all(value) if _percentage(value) >= 100

_neither := concat(" ", [
	"sets neither minAvailable nor maxUnavailable, so it lets no pod go and drains wait for ever.",
	"Set maxUnavailable to 1.",
])

_forbids(field, value, beside) := sprintf(
	"sets %s to %s%s, so drains wait for ever. Let at least one pod go.",
	[field, k8s.shown(value), beside],
)

# As Kubernetes rounds: a share of the pods is rounded up.
_amount(value, _) := value if is_number(value)

_amount(value, pods) := ceil((_percentage(value) * pods) / 100) if is_string(value)

_percentage(value) := to_number(trim_suffix(value, "%")) if {
	is_string(value)
	regex.match(`^(0|[1-9][0-9]{0,5})%$`, value)
}

# How many pods each budget selects at the least, where that is known of all of them. A comprehension, since a rule of
# many keys is searched anew for each key that is looked up.
# regal ignore:prefer-set-or-object-rule
_pods := {at: pods |
	some at in overlay.of("policy", "PodDisruptionBudget")
	budget := k8s.resources[at]
	space := overlay.namespace(budget)
	chosen := overlay.selected(space, budget.spec.selector)
	count(overlay.may_select(space, budget.spec.selector)) == count(chosen)
	every each in chosen { is_number(scaling.replicas[each]) }
	pods := sum([scaling.replicas[each] | some each in chosen])
	pods > 0
}
