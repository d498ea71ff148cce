# METADATA
# title: Token of a ServiceAccount that never expires
# description: >-
#   Kubernetes fills such a Secret with a token without an end: whoever copies it keeps the rights of the
#   ServiceAccount until somebody deletes the Secret. Tokens that are requested for a purpose expire within hours.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#get-a-token
# - ref: https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "5.0"
#   tags: [secrets, rbac, external/cwe/cwe-613]
#   example: |-
#     apiVersion: v1
#     kind: Secret
#     metadata:
#       name: shop-token
#       annotations:
#         kubernetes.io/service-account.name: shop
#     type: kubernetes.io/service-account-token
#   remedy: |-
#     Delete the Secret. Let the pod mount a projected token, or request one where it is needed, as `kubectl create
#     token` does.
#
#     ```yaml
#     volumes:
#       - name: token
#         projected:
#           sources:
#             - serviceAccountToken:
#                 path: token
#                 expirationSeconds: 3600
#     ```
package policies.secrets.secret_sa_token

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Secrets of the type of long-lived tokens.
report contains finding if {
	some i in k8s.of("", "Secret")
	secret := k8s.resources[i]
	secret.type == "kubernetes.io/service-account-token"
	finding := {
		"at": i,
		"path": ["type"],
		"message": sprintf(
			"%s asks for a token of the ServiceAccount %q that never expires. Use a projected or requested token.",
			[k8s.call(secret), _account(secret)],
		),
	}
}

_account(secret) := k8s.string_at(secret, ["metadata", "annotations", "kubernetes.io/service-account.name"])
