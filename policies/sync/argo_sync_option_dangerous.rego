# METADATA
# title: Dangerous Argo CD sync option
# description: >-
#   Replace and Force delete and create what does not fit, and with it volumes, namespaces or every object of a
#   custom kind. Validate=false applies what the API server's schema would have refused. Options that keep objects
#   from being deleted, set for a whole Application, leave behind what nobody sees in Git any more.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [argocd, availability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#         syncOptions:
#           - Replace=true
#   remedy: |-
#     Set such an option on the one object that needs it, as an annotation, and prefer server-side apply where
#     objects are too large for an annotation. Recreating a Job is what `Force=true,Replace=true` is for.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         syncOptions:
#         - ServerSideApply=true
#     ```
package policies.sync.argo_sync_option_dangerous

import data.policies.lib.argo
import data.policies.lib.argo_options
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Dangerous options of whole Applications, and those in the annotation of single objects. What contradicts the
#   pruning of its own Application is told by the rule on that.
report contains finding if {
	some app in argo.applications
	some i, option in argo.options(app)
	effect := _effects[option]
	not _is_told(app, option)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions", i]),
		"message": sprintf("%s has the sync option %s, which %s", [k8s.call(app.resource), option, effect]),
	}
}

report contains finding if {
	some i in k8s.by_annotation[argo_options.annotation]
	r := k8s.resources[i]
	text := k8s.string_at(r, ["metadata", "annotations", argo_options.annotation])
	options := [option | some option in argo_options.listed(text); option in _of_objects]
	count(options) > 0
	not _is_job(r)
	[level, advice] := _judged(r, options)
	finding := {
		"at": i,
		"path": ["metadata", "annotations", argo_options.annotation],
		"severity": _levels[level],
		"message": sprintf(
			"%s has the sync option %s, which %s%s",
			[k8s.call(r), concat(",", options), concat(" and ", [_harms[option] | some option in options]), advice],
		),
	}
}

_is_told(app, option) if {
	argo.contradicts_pruning(app, option)
	params.runs("sync.argo_prune_contradiction")
}

_effects := {
	"Delete=false": "leaves every object behind when the Application is deleted. Set it on the objects that must stay.",
	"Force=true": "deletes and recreates every object that does not apply. Set it on the objects that need it.",
	"Prune=false": "leaves every object that is removed from Git in the cluster. Set it on the objects that must stay.",
	"PrunePropagationPolicy=orphan": "leaves what belongs to pruned objects running. Use foreground or background.",
	"Replace=true": concat(" ", [
		"replaces every object as a whole and may recreate it.",
		"Set it on the objects that need it, or use ServerSideApply=true.",
	]),
	"Validate=false": "applies every object without validation. Set it on the objects that need it.",
}

_of_objects := {"Force=true", "Replace=true", "Validate=false"}

_harms := {
	"Force=true": "deletes and recreates it when it does not apply",
	"Replace=true": "replaces it as a whole",
	"Validate=false": "applies it without validation",
}

_is_job(r) if {
	r.kind == "Job"
	k8s.group(r) == "batch"
}

_levels := {"warning": severity, "error": {"production": "error", "elsewhere": "note"}}

_judged(r, options) := ["warning", ", and drops what others set in a CRD. Use ServerSideApply=true instead."] if {
	_is(r, "apiextensions.k8s.io", "CustomResourceDefinition")
	"Replace=true" in options
	not "Force=true" in options
} else := [
	"error",
	sprintf(", and what a %s holds with it. Remove the option.", [r.kind]),
] if {
	some option in ["Force=true", "Replace=true"]
	option in options
	_holds_data(r)
} else := ["warning", ". Remove the option, or use ServerSideApply=true."] if {
	"Replace=true" in options
} else := ["warning", ". Remove the option."]

_holds_data(r) if {
	some [group, kind] in [
		["apps", "StatefulSet"], ["", "PersistentVolumeClaim"], ["", "PersistentVolume"], ["", "Namespace"],
		["apiextensions.k8s.io", "CustomResourceDefinition"],
	]
	_is(r, group, kind)
}

_is(r, group, kind) if {
	r.kind == kind
	k8s.group(r) == group
}
