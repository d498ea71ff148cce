# METADATA
# title: Argo CD Application with an invalid destination
# description: >-
#   Argo CD finds the cluster of an Application by its address or by its name, and refuses one that gives both or
#   neither. Without a namespace, objects that name none cannot be applied.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, correctness]
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
#       destination:
#         server: https://kubernetes.default.svc
#         name: in-cluster
#         namespace: shop
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Give either server or name, and the namespace of the objects that name none.
#
#     ```yaml
#     spec:
#       destination:
#         server: https://kubernetes.default.svc
#         namespace: shop
#     ```
package policies.sync.argo_destination_invalid

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications, and templates of ApplicationSets, whose destination Argo CD refuses, or that lacks a namespace.
report contains finding if {
	some app in argo.applications
	some [field, level, fault] in _faults(object.get(app.spec, "destination", null))
	path := array.concat(["destination"], field)
	every name in ["server", "name", "namespace"] {
		not argo.may_be_supplied(app, ["destination", name])
	}
	finding := {
		"at": app.at,
		"path": array.concat(app.path, path),
		"severity": _levels[level],
		"message": sprintf("%s has %s", [k8s.call(app.resource), fault]),
	}
}

_levels := {"error": severity, "note": {"production": "note", "elsewhere": "note"}}

_faults(destination) := set() if {
	k8s.is_unknown(destination)
} else := {[[], "error", fault]} if {
	_is_set(destination, "server")
	_is_set(destination, "name")
	fault := "both destination.server and destination.name, and Argo CD takes one. Remove one of them."
} else := {[[], "error", fault]} if {
	not _is_set(destination, "server")
	not _is_set(destination, "name")
	fault := "neither destination.server nor destination.name, so it has no cluster. Add one of them."
} else := {[["namespace"], "note", fault]} if {
	not _is_set(destination, "namespace")
	fault := "no destination.namespace, so objects that name none cannot be applied. Add it."
} else := set()

_is_set(destination, field) if {
	is_object(destination)
	not object.get(destination, field, "") in {"", null}
}
