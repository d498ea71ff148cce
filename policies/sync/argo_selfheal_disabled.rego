# METADATA
# title: Automated sync without self-heal
# description: >-
#   Without selfHeal an automated sync starts only when Git changes: what somebody changes by hand in the cluster
#   stays until then, so the cluster runs what nobody reviewed.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-self-healing
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "4.0"
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
#           prune: true
#   remedy: |-
#     Let the automated sync revert changes that are made in the cluster.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           selfHeal: true
#     ```
package policies.sync.argo_selfheal_disabled

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications, and templates of ApplicationSets, that sync automatically and do not heal. A progressive sync
#   turns the automated one off, so there is nothing to heal with.
report contains finding if {
	some app in argo.applications
	heal := object.get(argo.automated(app), "selfHeal", null)
	heal != true
	not k8s.is_unknown(heal)
	not argo.is_rolling(app)
	not argo.may_be_supplied(app, ["syncPolicy", "automated", "selfHeal"])
	not argo.may_be_supplied(app, ["syncPolicy", "automated", "enabled"])
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "automated", "selfHeal"]),
		"message": sprintf(
			"%s syncs automatically but %s, so changes made in the cluster stay. Set selfHeal: true.",
			[k8s.call(app.resource), k8s.field_is("syncPolicy.automated.selfHeal", heal)],
		),
	}
}
