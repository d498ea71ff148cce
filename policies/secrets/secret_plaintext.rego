# METADATA
# title: Secret in plain text
# description: >-
#   Base64 is no encryption: whoever can read the repository, a fork or an old clone of it can read the value, and
#   it stays in Git's history after it is deleted. Ciphertext, placeholders that a tool fills in at deployment,
#   empty values and public certificates are fine.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# - ref: https://fluxcd.io/flux/guides/mozilla-sops/
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.5"
#   tags: [secrets, external/cwe/cwe-312]
#   example: |-
#     apiVersion: v1
#     kind: Secret
#     metadata: {name: shop-database}
#     data:
#       password: Y29ycmVjdC1ob3JzZQ==
#   remedy: |-
#     Treat the value as leaked: replace it where it is used. Then commit ciphertext (SOPS, Sealed Secrets) or a
#     reference to a secret store (External Secrets Operator) instead.
#
#     ```yaml
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     metadata:
#       name: shop-database
#     spec:
#       secretStoreRef: {kind: ClusterSecretStore, name: vault}
#       data:
#         - secretKey: password
#           remoteRef: {key: shop/database, property: password}
#     ```
package policies.secrets.secret_plaintext

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets
import data.policies.lib.sops

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Values of v1 Secrets that anybody who reads the repository can read.
report contains finding if {
	some i in k8s.of("", "Secret")
	secret := k8s.resources[i]
	called := k8s.call(secret)
	left := sops.left_clear(secret) | _left_to_sops_partial(secret)
	kind := k8s.string_at(secret, ["metadata", "labels", "argocd.argoproj.io/secret-type"])
	some value in secrets.values(secret)
	secrets.is_plain(value)
	not value.path in left
	not _is_argo_address(kind, value)
	not precedence.is_token(value.text, secrets.prefixes_in(value.text))
	finding := {
		"at": i,
		"path": value.path,
		"message": sprintf(
			"%s holds a readable value in %s. Replace the credential, then encrypt it or fetch it from a secret store.",
			[called, paths.shown(value.path)],
		),
	}
}

# What a rule that says more reports at the same value.
_left_to_sops_partial(secret) := sops.in_clear(secret) if {
	params.runs("secrets.secret_sops_partial")
} else := set()

# Argo CD keeps repositories and clusters in Secrets: what only says where they are and how to ask for a credential
# is none. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
_is_argo_address(kind, value) if {
	value.key in _argo_fields[kind]
	not regex.match(`://[^/?#\s]*:[^/?#\s]*@`, value.text)
}

_is_argo_address("cluster", value) if {
	value.key == "config"
	json.is_valid(value.text)
	config := json.unmarshal(value.text)
	is_object(config)
	not _holds_credential(config)
}

_holds_credential(config) if {
	some path in [["bearerToken"], ["password"], ["tlsClientConfig", "keyData"]]
	object.get(config, path, "") != ""
}

_holds_credential(config) if {
	some name, literal in k8s.object_at(config, ["execProviderConfig", "env"])
	secrets.is_sensitive(name)
	not secrets.is_harmless(sprintf("%v", [literal]))
}

_holds_credential(config) if {
	some argument in k8s.array_at(config, ["execProviderConfig", "args"])
	secrets.assigns_secret(sprintf("%v", [argument]))
}

_argo_fields := {
	"cluster": {"clusterResources", "name", "namespaces", "project", "server", "shard"},
	"repository": _repository,
	"repository-write": _repository,
	"repo-creds": _repository,
	"repo-write-creds": _repository,
}

_repository := {
	"depth", "enableLfs", "enableOCI", "forceHttpBasicAuth", "githubAppEnterpriseBaseUrl", "githubAppID",
	"githubAppInstallationID", "insecure", "insecureIgnoreHostKey", "insecureOCIForceHttp", "name", "noProxy",
	"project", "proxy", "tlsClientCertData", "type", "url", "useAzureWorkloadIdentity",
}
