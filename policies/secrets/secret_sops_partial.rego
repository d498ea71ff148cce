# METADATA
# title: SOPS Secret with values in clear
# description: >-
#   A value that is added or changed by hand after the encryption, or by a patch, lies in Git in clear, though the file
#   looks encrypted. Without the MAC nobody can tell whether the ciphertext was tampered with, and SOPS refuses to
#   decrypt it.
# related_resources:
# - ref: https://getsops.io/docs/#encrypting-only-parts-of-a-file
# - ref: https://fluxcd.io/flux/guides/mozilla-sops/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.5"
#   tags: [secrets, sops, external/cwe/cwe-312]
#   example: |-
#     apiVersion: v1
#     kind: Secret
#     metadata: {name: shop-database}
#     stringData:
#       password: ENC[AES256_GCM,data:p673w==,iv:...,tag:...,type:str]
#       replica-password: correct-horse
#     sops:
#       encrypted_regex: ^(data|stringData)$
#       lastmodified: "2026-03-02T09:30:00Z"
#       mac: ENC[AES256_GCM,data:K2Rf...,iv:...,tag:...,type:str]
#       version: 3.9.0
#   remedy: |-
#     Treat the value as leaked: replace it. Then let SOPS encrypt the whole file again, and change it through
#     `sops edit` only.
#
#     ```yaml
#     # .sops.yaml
#     creation_rules:
#       - path_regex: secret.*\.yaml$
#         encrypted_regex: ^(data|stringData)$
#         age: age1...
#     ```
package policies.secrets.secret_sops_partial

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets
import data.policies.lib.sops

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Values that SOPS should have encrypted and did not.
report contains finding if {
	some i in k8s.of("", "Secret")
	secret := k8s.resources[i]
	called := k8s.call(secret)
	left := sops.in_clear(secret)
	some value in secrets.values(secret)
	value.path in left
	not precedence.is_token(value.text, secrets.prefixes_in(value.text))
	finding := {
		"at": i,
		"path": value.path,
		"message": sprintf(
			"%s is encrypted with SOPS, but %s is in clear. Replace the credential, then encrypt the file again.",
			[called, paths.shown(value.path)],
		),
	}
}

# METADATA
# description: Secrets with metadata of SOPS but without its MAC.
report contains finding if {
	some i in k8s.of("", "Secret")
	secret := k8s.resources[i]
	sops.is_encrypted(secret)
	sops.mac(secret) == ""
	finding := {
		"at": i,
		"path": ["sops", "mac"],
		"message": sprintf(
			"%s carries metadata of SOPS without sops.mac, so SOPS cannot verify it. Encrypt the file again.",
			[k8s.call(secret)],
		),
	}
}
