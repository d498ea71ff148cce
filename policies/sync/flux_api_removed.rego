# METADATA
# title: Flux API that is no longer served
# description: >-
#   Flux removes old versions of its APIs. A manifest that still uses one fails to apply after the upgrade of Flux,
#   and with it everything in the same Kustomization.
# related_resources:
# - ref: https://fluxcd.io/flux/installation/upgrade/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [flux, upgrade]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
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
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Write the version that Flux serves; `flux migrate -f .` rewrites a repository.
#
#     ```yaml
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     ```
#   parameters:
#     flux_version:
#       description: The release of Flux that the clusters run, or are to be upgraded to, as "major.minor".
#       format: version
#       default: "2.8"
package policies.sync.flux_api_removed

import data.policies.lib.flux_apis
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects of versions that the release does not serve, and, as warnings, that a later one will not.
report contains finding if {
	some i, r in k8s.resources
	versions := flux_apis.removed[k8s.group(r)]
	parts := split(r.apiVersion, "/")
	last := versions[parts[1]]
	finding := {
		"at": i,
		"path": ["apiVersion"],
		"severity": _severity(last),
		"message": sprintf(
			"%s uses %s, which Flux does not serve from %d.%d on. Write %s/%s.",
			[
				k8s.call(r), r.apiVersion, last[0], last[1],
				parts[0], flux_apis.successor(parts[0], k8s.string_at(r, ["kind"])),
			],
		),
	}
}

_severity(removed_in) := severity if {
	removed_in <= _target
} else := {"production": "warning", "elsewhere": "warning"}

# What is no version counts as not configured.
_target := _parsed(params.get("flux-api-removed", "flux_version", "2.8"))

_parsed(version) := [to_number(major), to_number(minor)] if {
	is_string(version)
	[[_, major, minor]] := regex.find_all_string_submatch_n(`^v?([1-9][0-9]?)\.(0|[1-9][0-9]{0,3})(?:\.|$)`, version, 1)
} else := [2, 8]
