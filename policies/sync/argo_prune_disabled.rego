# METADATA
# title: Automated sync without prune
# description: >-
#   An automated sync creates and updates, but without prune it never deletes: an object that is removed from Git
#   stays in the cluster, runs on, and nobody sees it in the repository any more.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, drift]
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
#           selfHeal: true
#   remedy: |-
#     Let the automated sync prune. What must outlive its manifest is guarded on the object, with the annotation
#     `argocd.argoproj.io/sync-options: Prune=false`.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           prune: true
#     ```
package policies.sync.argo_prune_disabled

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Applications, and templates of ApplicationSets, that sync automatically and do not prune.
report contains finding if {
	some app in argo.applications
	prune := object.get(argo.automated(app), "prune", null)
	prune != true
	not k8s.is_unknown(prune)
	not argo.may_be_supplied(app, ["syncPolicy", "automated", "prune"])
	not argo.may_be_supplied(app, ["syncPolicy", "automated", "enabled"])
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "automated", "prune"]),
		"message": sprintf(
			"%s syncs automatically but %s, so what is removed from Git stays in the cluster. Set prune: true.",
			[k8s.call(app.resource), k8s.field_is("syncPolicy.automated.prune", prune)],
		),
	}
}
