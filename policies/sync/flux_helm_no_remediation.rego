# METADATA
# title: HelmRelease that gives up after one failure
# description: >-
#   Without retries a failed upgrade stays as it broke: half of the new release runs, and no later reconciliation
#   repairs it. Retries with a rollback bring the last good release back; endless ones hide that it never comes up.
# related_resources:
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#configuring-failure-handling
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [flux, reliability]
#   example: |-
#     apiVersion: helm.toolkit.fluxcd.io/v2
#     kind: HelmRelease
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       serviceAccountName: shop-reconciler
#       chart:
#         spec:
#           chart: shop
#           version: 4.11.3
#           sourceRef: {kind: HelmRepository, name: shop}
#       driftDetection: {mode: enabled}
#   remedy: |-
#     Retry a few times and roll back, or use the strategy RetryOnFailure (Flux 2.7).
#
#     ```yaml
#     spec:
#       install:
#         remediation:
#           retries: 3
#       upgrade:
#         remediation:
#           retries: 3
#           remediateLastFailure: true
#     ```
#   parameters:
#     retries_by_default:
#       description: Whether helm-controller runs with the feature gate DefaultToRetryOnFailure.
#       default: false
package policies.sync.flux_helm_no_remediation

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

_levels := {
	"upgrade": severity,
	"install": {"production": "note", "elsewhere": "note"},
}

# METADATA
# scope: document
# description: >-
#   HelmReleases that do not retry a failed upgrade; where they do, those that do not retry a failed install; and
#   either without an end. What a patch of the Kustomization above may set is unknown.
report contains finding if {
	overlay.is_whole
	some entry in flux.of("HelmRelease")
	action := _first_without(entry.spec)
	finding := {
		"at": entry.at,
		"path": ["spec", action, "remediation"],
		"severity": _levels[action],
		"message": sprintf(
			"%s does not retry a failed %s: spec.%s.remediation.retries is %s. Set it to a few, or strategy RetryOnFailure.",
			[k8s.call(entry.resource), action, action, _shown(entry.spec, action)],
		),
	}
}

report contains finding if {
	overlay.is_whole
	some entry in flux.of("HelmRelease")
	some action in ["install", "upgrade"]
	not _retries_anyway(entry.spec, action)
	retries := object.get(entry.spec, [action, "remediation", "retries"], null)
	is_number(retries)
	retries < 0
	finding := {
		"at": entry.at,
		"path": ["spec", action, "remediation", "retries"],
		"message": sprintf(
			"%s retries a failed %s without end: spec.%s.remediation.retries is %d. Set it to a few.",
			[k8s.call(entry.resource), action, action, retries],
		),
	}
}

_first_without(spec) := "upgrade" if {
	_is_without(spec, "upgrade")
} else := "install" if {
	_is_without(spec, "install")
}

_is_without(spec, action) if {
	not _retries_anyway(spec, action)
	object.get(spec, [action, "remediation", "retries"], 0) in {0, null}
	not k8s.is_unknown(object.get(spec, action, null))
	not k8s.is_unknown(object.get(spec, [action, "remediation"], null))
	not flux.may_be_patched("HelmRelease", "remediation")
}

_shown(spec, action) := "0" if {
	spec[action].remediation.retries == 0
} else := "not set"

# The strategy decides before remediation does; what is filled in later may be any.
_retries_anyway(spec, action) if {
	strategy := object.get(spec, [action, "strategy", "name"], "")
	strategy == "RetryOnFailure"
}

_retries_anyway(spec, action) if k8s.is_unknown(object.get(spec, [action, "strategy", "name"], ""))

_retries_anyway(spec, action) if {
	not k8s.exists(spec, [action, "strategy", "name"])
	_retries_by_default
}

_retries_by_default if params.get("flux-helm-no-remediation", "retries_by_default", false) == true

_retries_by_default if flux.may_be_patched("HelmRelease", "RetryOnFailure")
