# METADATA
# title: Automated sync that may delete everything
# description: >-
#   Argo CD refuses an automated sync that would prune every object of an Application, because an empty result is
#   mostly a mistake: a wrong path, a deleted directory, a generator that found nothing. With allowEmpty that
#   mistake deletes the application.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
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
#         automated:
#           prune: true
#           selfHeal: true
#           allowEmpty: true
#   remedy: |-
#     Leave the guard on, and delete an Application on purpose by deleting its manifest.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           prune: true
#           allowEmpty: false
#     ```
package policies.sync.argo_allow_empty

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications, and templates of ApplicationSets, that sync automatically and may end up empty. Previews of pull
#   requests come and go, and a progressive sync is no automated one.
report contains finding if {
	some app in argo.applications
	argo.automated(app).allowEmpty == true
	not argo.is_open(app, _field("allowEmpty"))
	not argo.is_open(app, _field("enabled"))
	not argo.is_rolling(app)
	not _is_preview(app)
	[level, effect] := _effect(app)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, _field("allowEmpty")),
		"severity": level,
		"message": sprintf("%s has syncPolicy.automated.allowEmpty true, %s", [k8s.call(app.resource), effect]),
	}
}

_field(name) := ["syncPolicy", "automated", name]

_is_preview(app) if {
	some entry in argo.generators(app)
	entry.kind == "pullRequest"
}

# What does not prune cannot empty anything, until somebody turns pruning on.
_effect(app) := [severity, "so a sync that finds no manifests deletes every object. Remove it."] if {
	_may_prune(app)
} else := [
	{"production": "note", "elsewhere": "note"},
	"which lets a sync delete every object as soon as it prunes. Remove it.",
]

_may_prune(app) if argo.automated(app).prune == true

_may_prune(app) if argo.is_open(app, _field("prune"))
