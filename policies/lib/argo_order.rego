# METADATA
# title: The order of a sync of Argo CD
# description: >-
#   When Argo CD applies each object of an overlay, and which pods come before what they need. Within one wave of one
#   phase Argo CD orders by kind and waits for nothing, so only phases and waves count.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
package policies.lib.argo_order

import data.policies.lib.argo_hooks
import data.policies.lib.eso
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.references

_keys := {argo_hooks.hook, argo_hooks.wave, "helm.sh/hook", "helm.sh/hook-weight"}

# A comprehension, since OPA searches a rule of many keys anew for each key that is looked up.
_marked := {i | # regal ignore:prefer-set-or-object-rule
	overlay.is_whole
	some key in _keys
	some i in k8s.by_annotation[key]
}

# METADATA
# description: Whether anything in the overlay has a phase or a wave of its own.
is_ordered if count(_marked) > 0

# METADATA
# scope: document
# description: When a sync applies an object of the overlay, by its index; undefined where that is not known.
moment(i) := argo_hooks.moment(overlay.resources[i]) if i in _marked

moment(i) := [1, 0] if not i in _marked

# METADATA
# description: 'How messages name an object and its moment: Job "migrate" (PreSync, wave 0).'
called(i) := sprintf("%s (%s)", [k8s.call(overlay.resources[i]), argo_hooks.called(moment(i))])

# METADATA
# description: >-
#   What pods need and get too late: `need` (the reference, as in `references.needed`) and `late` (the index of the
#   object, or of what makes it, that the sync applies later). Secrets come of Sealed Secrets and ExternalSecrets, too.
missed := [{"need": need, "late": late} |
	is_ordered
	some need in references.needed
	_waits(overlay.resources[need.at])
	now := moment(need.at)
	now < _latest
	count(_providers(need)) > 0
	candidates := _candidates(need)
	every i in candidates { moment(i) > now }
	late := min({[moment(i), i] | some i in candidates})[1]
]

# In most overlays it is but definitions that come first, so nothing is too late for anything.
_latest := max({[1, 0]} | {moment(i) | some i in _marked})

# A sync waits for the pods of a workload, but not for those of a CronJob, nor for what is scaled to zero.
_waits(r) if {
	not r.kind in {"CronJob", "PodTemplate"}
	not r.spec.replicas == 0
	not r.spec.suspend == true
}

_providers(need) := overlay.find("", need.kind, need.space, need.name) | _makers(need)

# Also those of which the namespace or the name is not known: one of them may come in time.
_candidates(need) := overlay.may_find("", need.kind, need.space, need.name) | _makers(need)

_makers(need) := set() if need.kind != "Secret"

_makers(need) := overlay.find("bitnami.com", "SealedSecret", need.space, need.name) | externals if {
	need.kind == "Secret"
	externals := object.get(_externals, [[need.space, need.name]], set())
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_externals := {key: places |
	some key in {pair[0] | some pair in _targets}
	places := {pair[1] | some pair in _targets; pair[0] == key}
}

_targets := [[[overlay.namespace(r), _target(entry.spec, r)], entry.at] |
	some entry in eso.external_secrets
	r := overlay.resources[entry.at]
	r.kind == "ExternalSecret"
	not k8s.string_at(entry.spec, ["target", "creationPolicy"]) in {"Merge", "None"}
]

_target(spec, r) := k8s.name(r) if {
	k8s.string_at(spec, ["target", "name"]) == ""
} else := spec.target.name
