# METADATA
# title: Flux Kustomization without health checks
# description: >-
#   Without health checks a Kustomization is Ready as soon as its objects are applied, though none of them may run.
#   What depends on it starts too early, and nobody is told that the application never came up.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#wait
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
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
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Wait for all that the Kustomization applies, or name what has to be healthy under `healthChecks`.
#
#     ```yaml
#     spec:
#       wait: true
#       timeout: 5m
#     ```
package policies.sync.flux_no_health_checks

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Kustomizations that wait for nothing, but for those of CRDs, namespaces, sources and storage and the one that
#   bootstrap makes; notes for health checks that do not count, since `wait` checks everything.
report contains finding if {
	overlay.is_whole
	some entry in flux.of("Kustomization")
	flux.health(entry.spec) == "off"
	not _is_exempt(entry.resource)
	finding := {
		"at": entry.at,
		"path": ["spec", "wait"],
		"message": sprintf(
			"%s is Ready before anything it applies is healthy: it has neither wait nor health checks. Set spec.wait: true.",
			[k8s.call(entry.resource)],
		),
	}
}

report contains finding if {
	overlay.is_whole
	some entry in flux.of("Kustomization")
	entry.spec.wait == true
	count(k8s.array_at(entry.spec, ["healthChecks"])) > 0
	finding := {
		"at": entry.at,
		"path": ["spec", "healthChecks"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": sprintf(
			"%s has health checks that are ignored, since spec.wait is true and checks everything. Remove one of them.",
			[k8s.call(entry.resource)],
		),
	}
}

_is_exempt(r) if flux.is_foundation(r)

# Bootstrap writes it, and it applies the other Kustomizations.
_is_exempt(r) if k8s.name(r) == "flux-system"
