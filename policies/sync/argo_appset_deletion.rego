# METADATA
# title: ApplicationSet that deletes what it deployed
# description: >-
#   An Application that a generator no longer yields is deleted, and with it everything that it deployed. A
#   renamed directory, a typing error in a list or a generator whose source is down is enough.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [argocd, availability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: ApplicationSet
#     metadata: {name: shop}
#     spec:
#       goTemplate: true
#       goTemplateOptions: [missingkey=error]
#       generators:
#         - git:
#             repoURL: https://git.example.com/acme/shop-config
#             revision: v1.8.2
#             directories: [{path: services/*}]
#       template:
#         metadata: {name: "{{ .path.basename }}"}
#         spec:
#           project: shop
#           source:
#             repoURL: https://git.example.com/acme/shop-config
#             targetRevision: v1.8.2
#             path: "{{ .path.path }}"
#           destination: {server: https://kubernetes.default.svc, namespace: shop}
#           syncPolicy:
#             automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Keep the objects when an Application goes, or do not let the controller delete Applications.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         preserveResourcesOnDeletion: true
#         applicationsSync: create-update
#     ```
package policies.sync.argo_appset_deletion

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: ApplicationSets that neither keep the objects of a deleted Application nor the Application.
report contains finding if {
	some i in k8s.of("argoproj.io", "ApplicationSet")
	r := k8s.resources[i]
	is_object(r.spec)
	policy := object.get(r.spec, "syncPolicy", null)
	not _keeps(policy)
	finding := {
		"at": i,
		"path": ["spec", "syncPolicy"],
		"message": sprintf(
			"%s deletes what it deployed when its generator yields less: %s. Set one of them.",
			[k8s.call(r), "neither preserveResourcesOnDeletion nor applicationsSync prevents it"],
		),
	}
}

_keeps(policy) if k8s.is_unknown(policy)

_keeps(policy) if policy.preserveResourcesOnDeletion == true

_keeps(policy) if policy.applicationsSync in {"create-only", "create-update"}

_keeps(policy) if {
	some field in ["applicationsSync", "preserveResourcesOnDeletion"]
	k8s.is_unknown(policy[field])
}
