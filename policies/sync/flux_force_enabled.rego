# METADATA
# title: Flux replaces objects by force
# description: >-
#   With force an object whose change the API server refuses is deleted and made anew: pods go, and so may a Service's
#   address or the data behind a claim. It is meant for one migration, not to stay in Git.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#force
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#upgrade-configuration
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   tags: [flux, reliability]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       retryInterval: 2m
#       path: ./apps/production
#       prune: true
#       force: true
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Take force out again, and mark the one object that has to be replaced.
#
#     ```yaml
#     metadata:
#       annotations:
#         kustomize.toolkit.fluxcd.io/force: enabled
#     ```
package policies.sync.flux_force_enabled

import data.policies.lib.flux
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Kustomizations, and upgrades of HelmReleases, that replace what they cannot change.
report contains finding if {
	some entry in flux.of("Kustomization")
	entry.spec.force == true
	finding := {
		"at": entry.at,
		"path": ["spec", "force"],
		"message": sprintf(
			"%s has spec.force true, so it deletes and recreates every object that it cannot change. %s",
			[k8s.call(entry.resource), "Remove it, and annotate the one object that needs it."],
		),
	}
}

report contains finding if {
	some entry in flux.of("HelmRelease")
	entry.spec.upgrade.force == true
	finding := {
		"at": entry.at,
		"path": ["spec", "upgrade", "force"],
		"message": sprintf(
			"%s has spec.upgrade.force true, which replaces objects on upgrade and is ignored under server-side apply. %s",
			[k8s.call(entry.resource), "Remove it."],
		),
	}
}
