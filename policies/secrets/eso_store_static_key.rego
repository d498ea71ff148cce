# METADATA
# title: SecretStore with a long-lived key
# description: >-
#   The key that opens the store of all secrets is a secret itself: it lies in a Secret, does not expire, and must
#   be put there and rotated by hand. With the identity of a workload there is no such key.
# related_resources:
# - ref: https://external-secrets.io/latest/api/secretstore/
# - ref: https://external-secrets.io/latest/provider/aws-access/
# - ref: https://external-secrets.io/latest/provider/hashicorp-vault/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.0"
#   tags: [secrets, external-secrets, external/cwe/cwe-798]
#   example: |-
#     apiVersion: external-secrets.io/v1
#     kind: SecretStore
#     metadata: {name: shop, namespace: shop}
#     spec:
#       provider:
#         aws:
#           service: SecretsManager
#           region: eu-central-1
#           auth:
#             secretRef:
#               accessKeyIDSecretRef: {name: aws, key: id}
#               secretAccessKeySecretRef: {name: aws, key: secret}
#   remedy: |-
#     Let the operator log in with a ServiceAccount.
#
#     ```yaml
#     spec:
#       provider:
#         aws:
#           service: SecretsManager
#           region: eu-central-1
#           auth:
#             jwt:
#               serviceAccountRef:
#                 name: shop-secrets
#     ```
package policies.secrets.eso_store_static_key

import data.policies.lib.eso
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Stores that log in with a key that does not expire, though their provider knows identities.
report contains finding if {
	some i in eso.stores
	store := k8s.resources[i]
	some method in eso.static_methods
	path := array.concat(["spec", "provider"], method.path)
	k8s.exists(store, path)
	finding := {
		"at": i,
		"path": path,
		"severity": severity,
		"message": sprintf(
			"%s logs in with a long-lived key in %s. Use %s.",
			[k8s.call(store), paths.shown(path), method.instead],
		),
	}
}

# METADATA
# description: Stores of the provider for tests, whose values stand in the manifest.
report contains finding if {
	some i in eso.stores
	store := k8s.resources[i]
	k8s.exists(store, ["spec", "provider", "fake"])
	finding := {
		"at": i,
		"path": ["spec", "provider", "fake"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": sprintf(
			"%s takes its values from the manifest: the provider fake is for tests. Use the store of your platform.",
			[k8s.call(store)],
		),
	}
}
