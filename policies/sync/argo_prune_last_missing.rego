# METADATA
# title: Pruning among the other changes
# description: >-
#   Argo CD prunes in the same waves in which it creates. What a new version no longer needs is gone before the new
#   version is healthy, unless pruning comes last.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#prune-last
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
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
#   remedy: |-
#     Prune once everything else is healthy.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         syncOptions:
#         - PruneLast=true
#     ```
package policies.sync.argo_prune_last_missing

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Applications, and templates of ApplicationSets, that prune automatically, and not last.
report contains finding if {
	some app in argo.applications
	argo.automated(app).prune == true
	not argo.may_have_option(app, "PruneLast=true")
	not argo.is_open(app, ["syncPolicy", "automated", "prune"])
	not argo.is_open(app, ["syncPolicy", "automated", "enabled"])
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions"]),
		"message": sprintf(
			"%s prunes before its other changes are healthy: no sync option says PruneLast=true. Add it.",
			[k8s.call(app.resource)],
		),
	}
}
