# METADATA
# title: SOPS encrypted what identifies the object
# description: >-
#   Flux and kubectl must read apiVersion, kind and name before anything is decrypted. Encrypted, they are no valid
#   object: the Kustomization fails as a whole. SOPS has to be told which fields to encrypt.
# related_resources:
# - ref: https://fluxcd.io/flux/guides/mozilla-sops/
# - ref: https://getsops.io/docs/#encrypting-only-parts-of-a-file
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [secrets, sops, flux]
#   example: |-
#     apiVersion: v1
#     kind: Secret
#     metadata:
#       name: ENC[AES256_GCM,data:c2hvcA==,iv:...,tag:...,type:str]
#     stringData:
#       password: ENC[AES256_GCM,data:p673w==,iv:...,tag:...,type:str]
#     sops:
#       lastmodified: "2026-03-02T09:30:00Z"
#       mac: ENC[AES256_GCM,data:K2Rf...,iv:...,tag:...,type:str]
#       version: 3.9.0
#   remedy: |-
#     Encrypt the values alone: decrypt the file, add the rule, and encrypt it again.
#
#     ```yaml
#     # .sops.yaml
#     creation_rules:
#       - path_regex: secret.*\.yaml$
#         encrypted_regex: ^(data|stringData)$
#         age: age1...
#     ```
package policies.secrets.secret_sops_metadata_encrypted

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.secrets
import data.policies.lib.sops

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects with metadata of SOPS of which apiVersion, kind or name is ciphertext.
report contains finding if {
	some i, resource in k8s.resources
	sops.is_encrypted(resource)
	encrypted := [path |
		some path in [["metadata", "name"], ["kind"], ["apiVersion"]]
		secrets.is_sops_value(k8s.string_at(resource, path))
	]
	count(encrypted) > 0
	finding := {
		"at": i,
		"path": encrypted[0],
		"message": sprintf(
			"SOPS encrypted %s of an object, so that Flux cannot read it. Encrypt data and stringData only (encrypted_regex).",
			[paths.joined({paths.shown(path) | some path in encrypted})],
		),
	}
}
