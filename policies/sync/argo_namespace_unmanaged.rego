# METADATA
# title: Namespace that nobody manages
# description: >-
#   A namespace that Argo CD creates on the way is bare: no Pod Security level, no labels for network policies and
#   quotas, and nobody deletes it. One that is neither created nor declared makes the first sync fail.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#create-namespace
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-admission/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: note}
#   tags: [argocd, tenancy]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: ingress}
#     spec:
#       project: platform
#       source:
#         repoURL: https://charts.example.com
#         chart: ingress
#         targetRevision: 4.11.3
#       destination: {server: https://kubernetes.default.svc, namespace: ingress}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#         syncOptions:
#           - CreateNamespace=true
#   remedy: |-
#     Say what the namespace is to look like, or declare it as an object of its own.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         managedNamespaceMetadata:
#           labels:
#             pod-security.kubernetes.io/enforce: restricted
#         syncOptions:
#         - CreateNamespace=true
#     ```
#   parameters:
#     exempt:
#       description: Namespaces, as glob patterns, that every cluster has or that the platform creates.
#       default: [default, kube-*, openshift, openshift-*]
package policies.sync.argo_namespace_unmanaged

import data.policies.lib.argo
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Applications of charts, also in templates of ApplicationSets, whose destination Argo CD creates without metadata, or
#   nothing in the overlay creates. Manifests of another directory may declare the namespace, so of those nothing is
#   known.
report contains finding if {
	some app in _destined
	not k8s.exists(app.spec, ["syncPolicy", "managedNamespaceMetadata"])
	not argo.is_open(app, ["syncPolicy", "managedNamespaceMetadata"])
	not argo.is_open(app, ["syncPolicy", "syncOptions"])
	some j, option in argo.options(app)
	option == "CreateNamespace=true"
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions", j]),
		"message": sprintf("%s creates the namespace %q bare, without a label. Add syncPolicy.managedNamespaceMetadata.", [
			k8s.call(app.resource), app.spec.destination.namespace,
		]),
	}
}

report contains finding if {
	some app in _destined
	space := app.spec.destination.namespace
	not k8s.is_templated(space)
	not space in _created
	not argo.may_have_option(app, "CreateNamespace=true")
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions"]),
		"message": sprintf("%s goes to the namespace %q, which nothing in this overlay creates. Add CreateNamespace=true.", [
			k8s.call(app.resource), space,
		]),
	}
}

# Applications of the overlay with a destination that neither it nor their source declares.
_destined := [app |
	overlay.is_whole
	some app in argo.applications
	_is_of_charts(app)
	space := k8s.string_at(app.spec, ["destination", "namespace"])
	space != ""
	not argo.may_be_supplied(app, ["destination", "namespace"])
	count(overlay.may_find("", "Namespace", "", space)) == 0
	not _is_there(app, space)
]

# Where Argo CD itself runs.
_is_there(app, space) if space == overlay.namespace(app.resource)

_is_there(_, space) if {
	some pattern in params.get("argo-namespace-unmanaged", "exempt", ["default", "kube-*", "openshift", "openshift-*"])
	glob.match(pattern, [], space)
}

# Another Application may create the namespace for this one.
_created contains app.spec.destination.namespace if {
	some app in argo.applications
	argo.may_have_option(app, "CreateNamespace=true")
}

_is_of_charts(app) if {
	sources := argo.sources(app)
	count(sources) > 0
	every entry in sources { _is_chart(entry.source) }
	not argo.is_open(app, ["source", "chart"])
	not argo.is_open(app, ["source", "path"])
	not argo.is_open(app, ["sources"])
}

_is_chart(source) if {
	k8s.string_at(source, ["chart"]) != ""
	not k8s.exists(source, ["path"])
}

# A source with a ref alone only lends its files.
_is_chart(source) if {
	k8s.string_at(source, ["ref"]) != ""
	not k8s.exists(source, ["path"])
}
