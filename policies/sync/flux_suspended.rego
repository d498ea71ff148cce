# METADATA
# title: Flux object that is suspended
# description: >-
#   A suspended object is not reconciled: what is merged does not arrive, and changes by hand stay. Suspending is for
#   an incident, by command line; committed, it is forgotten.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#suspend
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [flux, drift]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       suspend: true
#       interval: 10m
#       retryInterval: 2m
#       path: ./apps/production
#       prune: true
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Remove the field; to hold a release back, pin what it refers to.
#
#     ```yaml
#     spec:
#       suspend: false
#     ```
package policies.sync.flux_suspended

import data.policies.lib.flux
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects of Flux that are suspended; an automation of image updates may be, as a freeze of releases.
report contains finding if {
	some kind, _ in flux.groups
	kind != "ImageUpdateAutomation"
	some entry in flux.of(kind)
	entry.spec.suspend == true
	finding := {
		"at": entry.at,
		"path": ["spec", "suspend"],
		"message": sprintf(
			"%s is suspended, so nothing that is merged for it arrives. Remove spec.suspend.",
			[k8s.call(entry.resource)],
		),
	}
}
