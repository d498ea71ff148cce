# METADATA
# title: Argo CD Application that leaves its sync open
# description: >-
#   An Application without automated is synced by hand, and nobody can tell whether that was decided or
#   forgotten. Where this rule is asked for, a manual sync is written down.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [argocd]
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
#         retry: {limit: 5, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
#   remedy: |-
#     Write that the sync is automated, or that it is not.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           enabled: false
#     ```
package policies.sync.argo_sync_policy_undeclared

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications, and templates of ApplicationSets, that neither sync automatically nor say that they do not.
report contains finding if {
	some app in argo.applications
	policy := object.get(app.spec, "syncPolicy", null)
	not _says(policy)
	not argo.is_rolling(app)
	not argo.is_open(app, ["syncPolicy", "automated"])
	not argo.is_open(app, ["syncPolicy", "automated", "enabled"])
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy"]),
		"message": sprintf(
			"%s does not say whether it syncs automatically: syncPolicy.automated is not there. Write it, %s.",
			[k8s.call(app.resource), "with enabled: false for syncs by hand"],
		),
	}
}

# A null is written by somebody who means it.
_says(policy) if {
	some field, _ in policy
	field == "automated"
}
