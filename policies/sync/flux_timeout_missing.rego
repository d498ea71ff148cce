# METADATA
# title: Health checks of a Flux Kustomization without a fitting timeout
# description: >-
#   Without a timeout Flux waits for unhealthy objects nearly as long as the interval, so a broken release is reported
#   late; a timeout beyond the interval holds the next reconciliation back.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#timeout
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: note}
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
#       wait: true
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Give the checks a timeout that is shorter than the interval and that a healthy start meets.
#
#     ```yaml
#     spec:
#       interval: 10m
#       wait: true
#       timeout: 5m
#     ```
package policies.sync.flux_timeout_missing

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Kustomizations that wait for health, without a timeout or with one that is longer than the interval.
report contains finding if {
	overlay.is_whole
	some entry in flux.of("Kustomization")
	flux.health(entry.spec) == "on"
	says := _fault(entry.spec, object.get(entry.spec, "timeout", null))
	finding := {
		"at": entry.at,
		"path": ["spec", "timeout"],
		"message": sprintf("%s %s", [k8s.call(entry.resource), says]),
	}
}

_fault(_, null) := concat(" ", [
	"waits for health without spec.timeout, so for the interval less 30 seconds.",
	"Set spec.timeout to what a healthy start needs.",
]) if {
	not flux.may_be_patched("Kustomization", "timeout")
}

_fault(spec, timeout) := sprintf(
	"has spec.timeout %s, longer than its interval %s, so one check holds up the next. Set a shorter timeout.",
	[timeout, spec.interval],
) if {
	flux.seconds(timeout) > flux.seconds(spec.interval)
}
