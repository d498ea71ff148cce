# METADATA
# title: Pruning that its own options prevent
# description: >-
#   The Application says that it prunes, and one of its sync options says that nothing is pruned, or that what is
#   pruned leaves its dependents behind. What is removed from Git then runs on, although the policy reads as if it
#   did not.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
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
#         automated: {prune: true, selfHeal: true}
#         syncOptions:
#           - Prune=false
#   remedy: |-
#     Prune, and guard the few objects that must stay with an annotation of their own. `Prune=confirm` asks first.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         automated:
#           prune: true
#         syncOptions:
#         - PrunePropagationPolicy=foreground
#     ```
package policies.sync.argo_prune_contradiction

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Sync options of Applications, and of templates of ApplicationSets, that contradict their pruning.
report contains finding if {
	some app in argo.applications
	some i, option in argo.options(app)
	argo.contradicts_pruning(app, option)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions", i]),
		"message": sprintf(
			"%s prunes automatically, but its sync option %s %s. Remove the option.",
			[k8s.call(app.resource), option, _effects[option]],
		),
	}
}

_effects := {
	"Prune=false": "keeps every object from being pruned",
	"PrunePropagationPolicy=orphan": "leaves what belongs to a pruned object running, such as the pods of a Deployment",
}
