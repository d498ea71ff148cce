# METADATA
# title: Vault over an unprotected connection
# description: >-
#   Tokens and secrets pass over this connection. Without TLS, or without a check of the certificate, whoever is on
#   the way, another pod of the node or a forged DNS answer, reads and changes them.
# related_resources:
# - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultconnection
# - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
# - ref: https://external-secrets.io/latest/provider/hashicorp-vault/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.4"
#   tags: [secrets, vault, external/cwe/cwe-295, external/cwe/cwe-319]
#   example: |-
#     apiVersion: secrets.hashicorp.com/v1beta1
#     kind: VaultConnection
#     metadata: {name: vault, namespace: shop}
#     spec:
#       address: http://vault.example.com:8200
#   remedy: |-
#     Use https, and give the client the CA of Vault's certificate. Waive it where a mesh encrypts the connection.
#
#     ```yaml
#     kind: VaultConnection
#     spec:
#       address: https://vault.example.org:8200
#       caCertSecretRef: vault-ca
#     ```
package policies.secrets.vault_insecure

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.vault

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Connections to Vault by http, or without a check of its certificate.
report contains finding if {
	some found in array.concat(_in_objects, _in_annotations)
	finding := {
		"at": found.at,
		"path": found.path,
		"message": sprintf(
			"%s %s in %s. Use https and give the client the CA of the certificate.",
			[k8s.call(k8s.resources[found.at]), found.what, paths.shown(found.path)],
		),
	}
}

_in_objects := [found |
	some place in _places
	value := object.get(k8s.resources[place.at], place.path, null)
	what := _what(place.skips, value)
	found := {"at": place.at, "path": place.path, "what": what}
]

_places := array.flatten([
	[{"at": i, "path": ["spec", "address"], "skips": false} | some i in _connections],
	[{"at": i, "path": ["spec", "skipTLSVerify"], "skips": true} | some i in _connections],
	[{"at": i, "path": ["spec", "provider", "vault", "server"], "skips": false} |
		some kind in ["ClusterSecretStore", "SecretStore"]
		some i in k8s.of("external-secrets.io", kind)
	],
])

_connections := k8s.of("secrets.hashicorp.com", "VaultConnection")

_in_annotations := [found |
	some pod in vault.annotated
	some name, skips in {"vault.hashicorp.com/service": false, "vault.hashicorp.com/tls-skip-verify": true}
	what := _what(skips, pod.annotations[name])
	found := {"at": pod.at, "path": array.concat(pod.path, [name]), "what": what}
]

_what(true, value) := "does not check the certificate of Vault" if vault.is_true(value)

# An agent on the own machine may forward what it gets.
_what(false, value) := "reaches Vault by http" if {
	is_string(value)
	regex.match(`(?i)^\s*http://`, value)
	not regex.match(`(?i)^\s*http://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|\s*$)`, value)
}
