# METADATA
# title: Wave before what it needs
# description: >-
#   Waves come one after the other, and each must be healthy before the next one starts. A workload before its
#   ConfigMap, Secret, claim or service account never becomes healthy, so the wave that would bring them never comes.
#   Custom resources before their definition, and objects before their namespace, cannot be applied: Argo CD moves
#   those two up against their waves, but only in a sync of everything.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, ordering]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata:
#       name: shop-settings
#       namespace: shop
#       annotations: {argocd.argoproj.io/sync-wave: "1"}
#     data:
#       LOG_LEVEL: info
#     ---
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: import-catalogue, namespace: shop}
#     spec:
#       backoffLimit: 2
#       activeDeadlineSeconds: 600
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: import
#               image: registry.example.com/import:1.4.2
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
#               envFrom:
#                 - configMapRef: {name: shop-settings}
#   remedy: |-
#     Give what others need an earlier wave. Within one wave Argo CD applies namespaces, then configuration, then
#     definitions, and workloads last.
#
#     ```yaml
#     apiVersion: v1
#     kind: Namespace
#     metadata:
#       name: shop
#       annotations:
#         argocd.argoproj.io/sync-wave: "-2"
#     ```
package policies.sync.argo_wave_order

import data.policies.lib.argo_hooks
import data.policies.lib.argo_order
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Objects that come after those which need them, and, where it is the phase or the wave of the latter that says so,
#   those that come before what they need. References of the pods of hooks are another rule's.
report contains finding if {
	some late, users in _users
	finding := {
		"at": late,
		"path": _path(late, min(users)),
		"message": sprintf("%s comes after %s. %s", [
			argo_order.called(late), _several(users, _relation(overlay.resources[late].kind)), _advice(late),
		]),
	}
}

report contains finding if {
	some early, needs in _needs
	finding := {
		"at": early,
		"path": _path(early, min(needs)),
		"message": sprintf("%s comes before %s. Let it come later.", [
			argo_order.called(early), _several(needs, "which it needs"),
		]),
	}
}

_advice(late) := "Only a sync of everything puts that right: let it come earlier." if {
	overlay.resources[late].kind in _moved
} else := "Let it come earlier."

# What Argo CD applies in the phase and wave of the first object that refers to it, since it bubbles such tasks up:
# https://github.com/argoproj/gitops-engine/blob/master/pkg/sync/sync_tasks.go
_moved := {"CustomResourceDefinition", "Namespace"}

_relation("Namespace") := "which lives in it"

_relation("CustomResourceDefinition") := "which is of its kind"

_relation(kind) := "which needs it" if not kind in _moved

_several(places, relation) := sprintf("%s, %s", [argo_order.called(min(places)), relation]) if {
	count(places) == 1
} else := sprintf("%s, %s, and %d more", [argo_order.called(min(places)), relation, count(places) - 1])

# Where somebody wrote the wave, or the phase if that is what differs; else where the wave would be.
_path(at, other) := ["metadata", "annotations", argo_hooks.hook] if {
	argo_order.moment(at)[0] != argo_order.moment(other)[0]
	argo_hooks.annotation(overlay.resources[at], argo_hooks.hook) != null
} else := ["metadata", "annotations", argo_hooks.wave]

# ---- who has to move -------------------------------------------------------------------------------

# By the index of what comes too late: those that come before it and need it.
# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_users := {late: users |
	some late in {pair[1] | some pair in _moving_late}
	users := {pair[0] | some pair in _moving_late; pair[1] == late}
}

_moving_late contains pair if {
	some pair in _pairs
	not _is_early(pair)
}

# By the index of what comes too early: what it needs.
# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_needs := {user: needs |
	some user in {pair[0] | some pair in _moving_early}
	needs := {pair[1] | some pair in _moving_early; pair[0] == user}
}

_moving_early contains pair if {
	some pair in _pairs
	_is_early(pair)
}

# A hook of an early phase.
_is_early([user, late]) if argo_order.moment(user)[0] < min({1, argo_order.moment(late)[0]})

# A workload with a wave of its own, in the same phase.
_is_early([user, late]) if {
	not overlay.resources[late].kind in _moved
	[phase, wave] := argo_order.moment(user)
	argo_order.moment(late)[0] == phase
	wave != 0
}

# ---- what comes before what it needs ---------------------------------------------------------------

# Pairs of indexes: who needs something, and what it needs and gets too late.
# A namespace without a wave is in order, since Argo CD moves it up; one with a wave says what is not meant.
_pairs contains [user, late] if {
	argo_order.is_ordered
	count(_late_namespaces) > 0
	some user, r in overlay.resources
	some late in overlay.find("", "Namespace", "", overlay.namespace(r))
	late in _late_namespaces
	argo_order.moment(user) < argo_order.moment(late)
	argo_order.moment(user)[0] == argo_order.moment(late)[0]
}

_pairs contains [user, late] if {
	argo_order.is_ordered
	count(_definitions) > 0
	some user, r in overlay.resources
	some late in _definitions[[k8s.group(r), r.kind]]
	argo_order.moment(user) < argo_order.moment(late)
}

_pairs contains [missed.need.at, missed.late] if {
	some missed in argo_order.missed
	not argo_hooks.is_hook(overlay.resources[missed.need.at])
}

_late_namespaces contains at if {
	some at in overlay.of("", "Namespace")
	argo_hooks.annotation(overlay.resources[at], argo_hooks.wave) != null
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_definitions := {key: places |
	some key in {pair[0] | some pair in _defined}
	places := {pair[1] | some pair in _defined; pair[0] == key}
}

_defined := [[[group, kind], at] |
	some at in overlay.of("apiextensions.k8s.io", "CustomResourceDefinition")
	r := overlay.resources[at]
	group := k8s.string_at(r, ["spec", "group"])
	kind := k8s.string_at(r, ["spec", "names", "kind"])
]
