# METADATA
# title: API of External Secrets that is no longer served
# description: >-
#   The External Secrets Operator stopped serving its old versions without a conversion. A manifest that still uses
#   one fails to apply, and with it the sync that contains it.
# related_resources:
# - ref: https://github.com/external-secrets/external-secrets/releases/tag/v0.17.0
# - ref: https://external-secrets.io/latest/introduction/stability-support/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [external-secrets, upgrade]
#   parameters:
#     eso_version:
#       description: The release of External Secrets that the clusters run, or are to be upgraded to, as "major.minor".
#       default: "1.2"
#       format: version
#   example: |-
#     apiVersion: external-secrets.io/v1beta1
#     kind: ExternalSecret
#     metadata: {name: shop-database, namespace: shop}
#     spec:
#       refreshInterval: 1h
#       secretStoreRef: {kind: ClusterSecretStore, name: vault}
#       data:
#         - secretKey: password
#           remoteRef: {key: shop/database, property: password}
#   remedy: |-
#     Write `external-secrets.io/v1`; the fields are the same. Release 0.16 serves both versions.
#
#     ```yaml
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     ```
package policies.secrets.eso_api_removed

import data.policies.lib.eso
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects of versions that the release does not serve, and, as warnings, that a later one will not.
report contains finding if {
	some kind in eso.graduated
	some i in k8s.of("external-secrets.io", kind)
	r := k8s.resources[i]
	parts := split(r.apiVersion, "/")
	last := eso.removed[parts[1]]
	finding := {
		"at": i,
		"path": ["apiVersion"],
		"severity": _severity(last),
		"message": sprintf(
			"%s uses %s, which External Secrets does not serve from %d.%d on. Write external-secrets.io/v1.",
			[k8s.call(r), r.apiVersion, last[0], last[1]],
		),
	}
}

_severity(removed_in) := severity if {
	removed_in <= _target
} else := {"production": "warning", "elsewhere": "warning"}

# What is no version counts as not configured.
_target := eso.parsed(params.get("eso-api-removed", "eso_version", "1.2"))
