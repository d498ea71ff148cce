# METADATA
# title: ClusterSecretStore for every namespace
# description: >-
#   Without conditions an ExternalSecret of any namespace may read whatever the store can: who may create one in a
#   playground gets the secrets of production.
# related_resources:
# - ref: https://external-secrets.io/latest/api/clustersecretstore/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.0"
#   tags: [secrets, external-secrets, external/cwe/cwe-668]
#   example: |-
#     apiVersion: external-secrets.io/v1
#     kind: ClusterSecretStore
#     metadata: {name: shop}
#     spec:
#       provider:
#         aws: {service: SecretsManager, region: eu-central-1}
#   remedy: |-
#     Say which namespaces may use the store, or give each its own SecretStore.
#
#     ```yaml
#     kind: ClusterSecretStore
#     spec:
#       conditions:
#         - namespaceSelector:
#             matchLabels:
#               secrets: shop
#     ```
package policies.secrets.eso_store_open

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: ClusterSecretStores without conditions.
report contains finding if {
	some i in k8s.of("external-secrets.io", "ClusterSecretStore")
	store := k8s.resources[i]
	object.get(store, ["spec", "conditions"], null) in {null, []}
	finding := {
		"at": i,
		"path": ["spec", "conditions"],
		"message": sprintf(
			"%s may be read from every namespace: spec.conditions is empty. Name the namespaces that may use it.",
			[k8s.call(store)],
		),
	}
}
