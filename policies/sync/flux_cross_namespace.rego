# METADATA
# title: Flux reference into another namespace
# description: >-
#   Whoever may write a reference across namespaces may use a source, or wait for a release, that another team owns.
#   Clusters with several tenants run Flux with --no-cross-namespace-refs, and refuse it.
# related_resources:
# - ref: https://fluxcd.io/flux/installation/configuration/multitenancy/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: note}
#   security_severity: "3.1"
#   tags: [flux, multi-tenancy, external/cwe/cwe-668]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       retryInterval: 2m
#       path: ./apps/production
#       prune: true
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef:
#         kind: GitRepository
#         name: warehouse
#         namespace: warehouse
#   remedy: |-
#     Give the namespace a source of its own.
#
#     ```yaml
#     spec:
#       sourceRef:
#         kind: GitRepository
#         name: shop
#     ```
#   parameters:
#     shared_namespaces:
#       description: Namespaces whose sources all may use.
#       default: [flux-system]
package policies.sync.flux_cross_namespace

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   References whose namespace is not that of the object. Where the object has none, its Kustomization may give it
#   any, and nothing is known.
report contains finding if {
	some kind, fields in _references
	some entry in flux.of(kind)
	own := k8s.string_at(entry.resource, ["metadata", "namespace"])
	own != ""
	some field in fields
	some [path, reference] in _found(entry.spec, field)
	other := k8s.string_at(reference, ["namespace"])
	not other in {"", own}
	not k8s.is_templated(other)
	not k8s.is_templated(own)
	not _is_shared(field, reference)
	finding := {
		"at": entry.at,
		"path": array.flatten(["spec", path, "namespace"]),
		"message": sprintf(
			"%s in namespace %q refers to %q in namespace %q by %s. Keep what it needs in its own namespace.",
			[
				k8s.call(entry.resource), own, k8s.string_at(reference, ["name"]), other,
				paths.shown(array.concat(["spec"], path)),
			],
		),
	}
}

_references := {
	"Alert": {["providerRef"]},
	"HelmRelease": {["chart", "spec", "sourceRef"], ["chartRef"], ["dependsOn"]},
	"ImageUpdateAutomation": {["sourceRef"]},
	"Kustomization": {["sourceRef"], ["dependsOn"]},
}

_found(spec, field) := {[field, reference] | reference := object.get(spec, field, null)} if field != ["dependsOn"]

_found(spec, ["dependsOn"]) := {[["dependsOn", i], reference] | some i, reference in k8s.array_at(spec, ["dependsOn"])}

_is_shared(field, reference) if {
	field != ["dependsOn"]
	reference.namespace in _shared
}

_is_shared(["sourceRef"], reference) if reference.name == "flux-system"

default _shared := ["flux-system"]

_shared := names if {
	names := params.get("flux-cross-namespace", "shared_namespaces", ["flux-system"])
	is_array(names)
}
