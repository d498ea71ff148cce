# METADATA
# title: Sync by hand before production
# description: >-
#   Before production a sync by hand slows everybody down: what is merged is not what runs, and tests look at
#   yesterday's version. Automation there is also where automation is learnt.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: note}
#   supersedes: [argo-sync-policy-undeclared]
#   tags: [argocd]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop-staging}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/staging
#       destination: {name: staging, namespace: shop}
#       syncPolicy:
#         retry: {limit: 5, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
#   remedy: |-
#     Let Applications outside production sync on their own.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           prune: true
#           selfHeal: true
#     ```
package policies.sync.argo_nonprod_manual

import data.policies.lib.argo
import data.policies.lib.argo_stages
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Applications, and templates of ApplicationSets, that are not for production and do not sync on their own.
report contains finding if {
	some app in argo.applications
	not argo.automated(app)
	not argo.is_rolling(app)
	not _is_open(app)
	not _is_playground(app)
	level := _levels[argo_stages.of_application(app)]
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy"]),
		"severity": level,
		"message": sprintf(
			"%s syncs by hand alone, outside production. Add syncPolicy.automated.",
			[k8s.call(app.resource)],
		),
	}
}

_is_open(app) if argo.is_open(app, ["syncPolicy", "automated"])

_is_open(app) if argo.is_open(app, ["syncPolicy", "automated", "enabled"])

_levels := {"other": {"production": "note", "elsewhere": "note"}, "unknown": severity}

_is_playground(app) if {
	some text in (argo_stages.names(app) | {app.name})
	some word in argo_stages.words(text)
	word in argo_stages.playgrounds
}
