# METADATA
# title: Argo CD Application without finalizer
# description: >-
#   Without the finalizer of Argo CD, deleting the Application leaves everything that it deployed running,
#   managed by nobody. That can be intended; then it is worth a decision.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
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
#   remedy: |-
#     Add the finalizer if deleting the Application shall delete what it deployed.
#
#     ```yaml
#     metadata:
#       finalizers:
#       - resources-finalizer.argocd.argoproj.io
#     ```
package policies.sync.argo_finalizer_missing

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Applications without the finalizer, in any of its forms, and templates that replace it by others.
report contains finding if {
	some app in argo.applications
	finalizers := object.get(argo.metadata(app), "finalizers", null)
	_lacks(app, finalizers)
	finding := {
		"at": app.at,
		"path": array.concat(argo.metadata_path(app), ["finalizers"]),
		"message": sprintf(
			"%s has no finalizer of Argo CD, so deleting it leaves what it deployed running. Add %s.",
			[k8s.call(app.resource), _name],
		),
	}
}

_name := "resources-finalizer.argocd.argoproj.io"

_lacks(app, finalizers) if {
	app.kind == "Application"
	not _has(finalizers)
}

# The controller gives the Applications of a template the finalizer, unless the template has finalizers already.
_lacks(app, finalizers) if {
	app.kind == "ApplicationSet"
	is_array(finalizers)
	count(finalizers) > 0
	not _has(finalizers)
	not app.resource.spec.syncPolicy.preserveResourcesOnDeletion == true
	not argo.is_open(app, ["finalizers"])
}

_has(finalizers) if k8s.is_unknown(finalizers)

_has(finalizers) if {
	some finalizer in finalizers
	_is_ours(finalizer)
}

_is_ours(finalizer) if finalizer in {_name, concat("/", [_name, "background"]), concat("/", [_name, "foreground"])}

_is_ours(finalizer) if k8s.is_unknown(finalizer)
