# METADATA
# title: ApplicationSet that renders missing parameters
# description: >-
#   A Go template prints `<no value>` for a parameter that is not there. An Application with such a name, path or
#   namespace is created all the same, and a renamed parameter can make Argo CD delete the right one.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, correctness]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: ApplicationSet
#     metadata: {name: shop}
#     spec:
#       goTemplate: true
#       generators:
#         - clusters: {}
#       template:
#         metadata: {name: "shop-{{ .name }}"}
#         spec:
#           project: shop
#           source:
#             repoURL: https://git.example.com/acme/shop-config
#             targetRevision: v1.8.2
#             path: "overlays/{{ .metadata.labels.region }}"
#           destination: {server: "{{ .server }}", namespace: shop}
#           syncPolicy:
#             preserveResourcesOnDeletion: true
#             automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Make the template fail on missing parameters.
#
#     ```yaml
#     spec:
#       goTemplate: true
#       goTemplateOptions: ["missingkey=error"]
#     ```
package policies.sync.argo_appset_missingkey

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: ApplicationSets with Go templates that do not fail on missing parameters.
report contains finding if {
	some i in k8s.of("argoproj.io", "ApplicationSet")
	r := k8s.resources[i]
	r.spec.goTemplate == true
	options := object.get(r.spec, "goTemplateOptions", [])
	not k8s.is_unknown(options)
	not _has_error(r)
	finding := {
		"at": i,
		"path": ["spec", "goTemplateOptions"],
		"message": sprintf(
			"%s renders missing parameters as \"<no value>\": goTemplateOptions lacks %s. Add it.",
			[k8s.call(r), "missingkey=error"],
		),
	}
}

_has_error(r) if {
	some option in k8s.array_at(r, ["spec", "goTemplateOptions"])
	_may_be_error(option)
}

_may_be_error("missingkey=error")

_may_be_error(option) if k8s.is_unknown(option)
