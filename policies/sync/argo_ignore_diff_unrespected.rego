# METADATA
# title: Ignored differences that a sync overwrites
# description: >-
#   ignoreDifferences only hides a difference. When a sync runs for another reason it applies the manifest as a
#   whole, and what another controller wrote there is lost, unless the sync is told to respect the ignored
#   fields.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-differences-configs
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: note}
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
#       ignoreDifferences:
#         - group: apps
#           kind: Deployment
#           jsonPointers: [/spec/replicas]
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Respect the ignored fields when syncing as well.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         syncOptions:
#         - RespectIgnoreDifferences=true
#     ```
package policies.sync.argo_ignore_diff_unrespected

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Applications, and templates of ApplicationSets, that heal what they ignore.
report contains finding if {
	some app in argo.applications
	count(k8s.array_at(app.spec, ["ignoreDifferences"])) > 0
	argo.automated(app).selfHeal == true
	not argo.is_rolling(app)
	not argo.may_have_option(app, "RespectIgnoreDifferences=true")
	not _is_open(app)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions"]),
		"message": sprintf(
			"%s ignores differences that its syncs overwrite: no sync option says %s. Add it.",
			[k8s.call(app.resource), "RespectIgnoreDifferences=true"],
		),
	}
}

_is_open(app) if {
	some field in ["selfHeal", "enabled"]
	argo.is_open(app, ["syncPolicy", "automated", field])
}

_is_open(app) if argo.is_open(app, ["ignoreDifferences"])
