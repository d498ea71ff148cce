# METADATA
# title: Flux Kustomization that retries late
# description: >-
#   A reconciliation that failed, perhaps for an API server that was away for a second, is tried again only after the
#   interval. With a long interval that is a long time for a cluster that is not what Git says.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#retry-interval
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [flux, reliability]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 1h
#       path: ./apps/production
#       prune: true
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Retry sooner than the interval.
#
#     ```yaml
#     spec:
#       interval: 1h
#       retryInterval: 2m
#     ```
#   parameters:
#     longest:
#       description: The interval from which on a Kustomization needs a retry interval, as a duration.
#       format: duration
#       default: 10m
package policies.sync.flux_retry_interval_missing

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Kustomizations with a long interval and no retry interval.
report contains finding if {
	overlay.is_whole
	not flux.may_be_patched("Kustomization", "retryInterval")
	some entry in flux.of("Kustomization")
	not k8s.exists(entry.spec, ["retryInterval"])
	flux.seconds(entry.spec.interval) >= _longest
	finding := {
		"at": entry.at,
		"path": ["spec", "retryInterval"],
		"message": sprintf(
			"%s retries a failure only after its interval, %s: spec.retryInterval is not set. Set it to a few minutes.",
			[k8s.call(entry.resource), entry.spec.interval],
		),
	}
}

# What is no duration counts as not configured.
default _longest := 600

_longest := flux.seconds(params.get("flux-retry-interval-missing", "longest", "10m"))
