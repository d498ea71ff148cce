# METADATA
# title: SealedSecret with readable values
# description: >-
#   Only what kubeseal encrypted may stand in `encryptedData`: a value that is too short to be its ciphertext is
#   plain text in a field that looks safe, or was cut off and cannot be unsealed. Values in the template are copied
#   into the Secret as they are, and the old field `data` is deprecated.
# related_resources:
# - ref: https://github.com/bitnami-labs/sealed-secrets#overview
# - ref: https://github.com/bitnami-labs/sealed-secrets/blob/main/docs/developer/crypto.md
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.5"
#   tags: [secrets, external/cwe/cwe-312]
#   example: |-
#     apiVersion: bitnami.com/v1alpha1
#     kind: SealedSecret
#     metadata: {name: shop-database, namespace: shop}
#     spec:
#       encryptedData:
#         password: Y29ycmVjdC1ob3JzZQ==
#   remedy: |-
#     Treat a readable value as leaked: replace it. Then seal the Secret with `kubeseal --format yaml`, and let the
#     template refer to sealed values only.
#
#     ```yaml
#     spec:
#       encryptedData:
#         password: AgBy3i4OJSWK...  # from kubeseal
#       template:
#         data:
#           config.ini: |
#             password = {{ index . "password" }}
#     ```
package policies.secrets.sealedsecret_plaintext

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Sealed values that are none, literals in templates, and the field `data`.
report contains finding if {
	some i in k8s.of("bitnami.com", "SealedSecret")
	sealed := k8s.resources[i]
	called := k8s.call(sealed)
	some found in _found(sealed)
	finding := {
		"at": i,
		"path": found.path,
		"message": sprintf(
			"%s %s. Replace the credential if it was readable, then seal it with kubeseal.",
			[called, sprintf(found.what, [paths.shown(found.path)])],
		),
	}
}

_found(sealed) := array.flatten([
	[{"path": ["spec", "encryptedData", key], "what": "holds in %s no ciphertext of kubeseal"} |
		some key, value in k8s.object_at(sealed, ["spec", "encryptedData"])
		not _is_sealed(value)
	],
	[{"path": ["spec", "template", field, key], "what": "copies the literal in %s into the Secret"} |
		some field in ["data", "stringData"]
		some key, value in k8s.object_at(sealed, ["spec", "template", field])
		_is_literal(key, value)
	],
	[{"path": ["spec", "data"], "what": "uses %s, the deprecated form of encryptedData"} |
		not object.get(sealed, ["spec", "data"], null) in {null, "", {}}
	],
])

# A documentation sample is cut off with dots.
_is_sealed(value) if {
	is_string(value)
	regex.match(`(?:\.\.\.|…)\s*$|\$\{|\{\{`, value)
}

# The length of the encrypted key (2 bytes), the key encrypted with RSA (256 bytes and more) and AES-GCM's tag (16).
_is_sealed(value) if {
	is_string(value)
	base64.is_valid(value)
	text := replace(replace(value, "\n", ""), "\r", "")
	padding := count(text) - count(trim_right(text, "="))
	((count(text) * 3) / 4) - padding >= 274
}

_is_sealed(null)

_is_literal(key, value) if {
	is_string(value)
	secrets.is_plain({"key": key, "text": value, "encoded": false})
	not precedence.is_token(value, secrets.prefixes_here)
}

_is_literal(_, value) if is_number(value)

_is_literal(_, value) if is_boolean(value)
