# METADATA
# title: Flux Kustomization without prune
# description: >-
#   Without prune Flux never deletes: an object that is removed from Git stays in the cluster and runs on, unseen.
#   The field is required, so a Kustomization that leaves it out is refused by the API server.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: note}
#   tags: [flux, drift]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       retryInterval: 2m
#       path: ./apps/production
#       prune: false
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Let Flux prune. What must outlive its manifest carries the label
#     `kustomize.toolkit.fluxcd.io/prune: disabled`.
#
#     ```yaml
#     spec:
#       prune: true
#     ```
package policies.sync.flux_prune_disabled

import data.policies.lib.flux
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Kustomizations whose prune is no boolean, or is false, unless their path or name says that they hold what is
#   never to be deleted with its manifest.
report contains finding if {
	some i in k8s.of("kustomize.toolkit.fluxcd.io", "Kustomization")
	r := k8s.resources[i]
	is_object(r.spec)
	[says, level] := _fault(r, object.get(r.spec, "prune", null))
	finding := {
		"at": i,
		"path": ["spec", "prune"],
		"severity": level,
		"message": sprintf("%s %s. Set spec.prune: true.", [k8s.call(r), says]),
	}
}

_fault(r, false) := [
	"does not prune, so what is removed from Git stays in the cluster",
	{"production": "warning", "elsewhere": "note"},
] if {
	not flux.is_foundation(r)
}

_fault(_, prune) := [sprintf("is refused by the API server: %s", [k8s.field_is("spec.prune", prune)]), severity] if {
	not is_boolean(prune)
	not k8s.is_unknown(prune)
}
