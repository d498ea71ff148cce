# METADATA
# title: Flux object without a required field
# description: >-
#   An object without its interval, its source or its address is refused by the API server. Whatever else the same
#   Kustomization holds is not applied either, so a small omission stops a whole delivery.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#writing-a-kustomization-spec
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#writing-a-helmrelease-spec
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: error}
#   tags: [flux]
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
#   remedy: |-
#     Fill in what the API asks for.
#
#     ```yaml
#     spec:
#       interval: 10m
#       path: ./apps/production
#       prune: true
#       sourceRef:
#         kind: GitRepository
#         name: flux-system
#     ```
package policies.sync.flux_required_missing

import data.policies.lib.flux
import data.policies.lib.flux_fields
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Objects that lack what their API requires, unless a patch of the Flux Kustomization that applies them may add it;
#   HelmReleases with no chart or with two.
report contains finding if {
	overlay.is_whole
	some kind, fields in flux_fields.required
	some entry in flux.of(kind)
	some field in fields
	_is_missing(entry.resource, field)
	not flux.may_be_patched(kind, field[count(field) - 1])
	finding := {
		"at": entry.at,
		"path": field,
		"message": sprintf(
			"%s has no %s, so the API server refuses it. Set %s.",
			[k8s.call(entry.resource), paths.shown(field), paths.shown(field)],
		),
	}
}

report contains finding if {
	overlay.is_whole
	not flux.may_be_patched("HelmRelease", "chart")
	some entry in flux.of("HelmRelease")
	not k8s.exists(entry.spec, ["chart"])
	not k8s.exists(entry.spec, ["chartRef"])
	finding := {
		"at": entry.at,
		"path": ["spec", "chart"],
		"message": sprintf(
			"%s has neither spec.chart nor spec.chartRef, so the API server refuses it. Set one of them.",
			[k8s.call(entry.resource)],
		),
	}
}

report contains finding if {
	overlay.is_whole
	some entry in flux.of("HelmRelease")
	k8s.exists(entry.spec, ["chart"])
	k8s.exists(entry.spec, ["chartRef"])
	finding := {
		"at": entry.at,
		"path": ["spec", "chartRef"],
		"message": sprintf(
			"%s has both spec.chart and spec.chartRef, so the API server refuses it. Keep one of them.",
			[k8s.call(entry.resource)],
		),
	}
}

# What is missing is missing in an object: where its parent is absent, that is said of the parent.
_is_missing(r, field) if {
	parent := object.get(r, array.slice(field, 0, count(field) - 1), null)
	is_object(parent)
	object.get(parent, field[count(field) - 1], null) in {null, ""}
}
