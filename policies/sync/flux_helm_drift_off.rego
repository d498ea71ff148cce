# METADATA
# title: HelmRelease without drift detection
# description: >-
#   Helm looks at its own last release, not at the cluster. Unless helm-controller compares them, a change by hand
#   stays until somebody notices that Git and the cluster disagree.
# related_resources:
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: "off"}
#   tags: [flux, drift]
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
#       install: {remediation: {retries: 3}}
#       upgrade: {remediation: {retries: 3}}
#   remedy: |-
#     Enable it, and exempt the fields that something in the cluster has to change.
#
#     ```yaml
#     spec:
#       driftDetection:
#         mode: enabled
#         ignore:
#         - paths: [/spec/replicas]
#           target:
#             kind: Deployment
#     ```
package policies.sync.flux_helm_drift_off

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: HelmReleases whose drift nobody corrects; outside production it is enough to be warned of it.
report contains finding if {
	overlay.is_whole
	not flux.may_be_patched("HelmRelease", "driftDetection")
	some entry in flux.of("HelmRelease")
	not k8s.is_unknown(object.get(entry.spec, "driftDetection", null))
	mode := object.get(entry.spec, ["driftDetection", "mode"], null)
	says := _faults[mode]
	not _is_enough(mode)
	finding := {
		"at": entry.at,
		"path": ["spec", "driftDetection", "mode"],
		"message": sprintf("%s %s. Set spec.driftDetection.mode: enabled.", [k8s.call(entry.resource), says]),
	}
}

_faults := {
	null: "keeps changes by hand: spec.driftDetection.mode is not set",
	"": "keeps changes by hand: spec.driftDetection.mode is empty",
	"disabled": "keeps changes by hand: spec.driftDetection.mode is disabled",
	"warn": "tells of changes by hand and keeps them: spec.driftDetection.mode is warn",
}

_is_enough("warn") if input.mergegate.overlay.environment != "production"
