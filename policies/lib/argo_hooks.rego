# METADATA
# title: Phases and waves of Argo CD
# description: >-
#   When Argo CD applies an object: in the phase of its hook, or in Sync if it is none, and there in its wave. Hooks
#   of Helm count as Argo CD maps them. Names are those of Argo CD 3.3, read in November 2026.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
package policies.lib.argo_hooks

import data.policies.lib.argo_options
import data.policies.lib.k8s

# METADATA
# description: The annotation that makes an object a hook; its value lists phases with commas.
hook := "argocd.argoproj.io/hook"

# METADATA
# description: The annotation that says when a hook is deleted; its value lists policies with commas.
delete_policy := "argocd.argoproj.io/hook-delete-policy"

# METADATA
# description: The annotation that orders objects within a phase.
wave := "argocd.argoproj.io/sync-wave"

# METADATA
# description: The names of phases that a hook can have.
phases := {"PreSync", "Sync", "PostSync", "SyncFail", "Skip", "PreDelete", "PostDelete"}

# METADATA
# description: The names of policies that delete a hook.
delete_policies := {"HookSucceeded", "HookFailed", "BeforeHookCreation"}

_helm := {
	"post-delete": "PostDelete",
	"post-install": "PostSync",
	"post-upgrade": "PostSync",
	"pre-delete": "PreDelete",
	"pre-install": "PreSync",
	"pre-upgrade": "PreSync",
}

# METADATA
# description: The value of an annotation of an object, null where it has none.
annotation(r, name) := object.get(k8s.object_at(r, ["metadata", "annotations"]), name, null)

# METADATA
# description: "The phases of a hook, {} where an object is none; undefined where they cannot be read."
types(r) := set() if {
	annotation(r, hook) == null
	annotation(r, "helm.sh/hook") in {"crd-install", null}
} else := names if {
	text := annotation(r, hook)
	is_string(text)
	names := {name | some name in argo_options.listed(text)}
	count(names) > 0
	count(names - phases) == 0
} else := names if {
	annotation(r, hook) == null
	text := annotation(r, "helm.sh/hook")
	is_string(text)
	names := {_helm[name] | some name in argo_options.listed(text)}
	count(names) > 0
}

# METADATA
# description: Whether an object is a hook that Argo CD runs.
is_hook(r) if count(types(r) - {"Skip"}) > 0

# METADATA
# description: The wave of an object, 0 where it says none; undefined where it cannot be read.
wave_of(r) := 0 if {
	annotation(r, wave) == null
	annotation(r, "helm.sh/hook-weight") == null
} else := to_number(trim_left(text, "+")) if {
	text := annotation(r, wave)
	is_string(text)
	regex.match(`^[+-]?(0|[1-9][0-9]{0,9})$`, text)
} else := to_number(text) if {
	annotation(r, wave) == null
	text := annotation(r, "helm.sh/hook-weight")
	is_string(text)
	regex.match(`^-?(0|[1-9][0-9]{0,9})$`, text)
}

_ranks := {"PreSync": 0, "Sync": 1, "PostSync": 2}

# METADATA
# description: >-
#   When a sync applies an object: the rank of its first phase, and its wave; earlier ones compare less. Undefined
#   where it is not known, and for hooks of failures and deletions.
moment(r) := [1, wave_of(r)] if {
	types(r) == set()
} else := [min(ranks), wave_of(r)] if {
	ranks := {rank | some name, rank in _ranks; name in types(r)}
	count(ranks) > 0
}

_names := {0: "PreSync", 1: "Sync", 2: "PostSync"}

# METADATA
# description: "How messages call such a moment: PreSync, wave 0."
called([rank, number]) := sprintf("%s, wave %d", [object.get(_names, rank, ""), number])
