# METADATA
# title: Credential of a provider
# description: >-
#   The value has the form of a token that a provider issues, so it opens something real: GitHub, AWS, Slack, Stripe
#   and others give their tokens fixed prefixes so that they are found. Bots find them in public repositories within
#   minutes.
# related_resources:
# - ref: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "9.1"
#   tags: [secrets, external/cwe/cwe-312]
#   remedy: |-
#     Revoke the token at its provider now: it stays in Git's history. Then commit ciphertext or a reference to a
#     secret store instead.
#
#     ```yaml
#     env:
#       - name: GITHUB_TOKEN
#         valueFrom:
#           secretKeyRef:
#             name: github
#             key: token
#     ```
package policies.secrets.secret_value_pattern

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Strings of any resource, and decoded values of Secrets, that hold a provider's token. A resource whose text holds
#   none of the fixed texts is cleared at once: to walk every string of large CRDs would cost ten times as much.
report contains finding if {
	some i in _worth_a_look
	resource := k8s.resources[i]
	is_object(resource)
	is_sealed := object.get(resource, "kind", "") == "SealedSecret"
	some found in _found(resource, secrets.texts[i])
	not _is_ciphertext(is_sealed, found)
	kinds := secrets.named_tokens(found.text, found.prefixes)
	finding := {
		"at": i,
		"path": found.path,
		"message": sprintf(
			"%s holds %s in %s. Revoke it at its provider, then encrypt the new one or fetch it from a secret store.",
			[_called(resource), kinds, paths.shown(found.path)],
		),
	}
}

_worth_a_look := k8s.of("", "Secret") | {i |
	count(secrets.prefixes_here) > 0
	some i, _ in k8s.resources
}

_found(resource, text_) := array.concat(
	[found |
		_is_secret(resource)
		some value in secrets.values(resource)
		found := {"path": value.path, "text": value.text, "prefixes": secrets.prefixes_in(value.text)}
	],
	[found |
		prefixes := {prefix | some prefix in secrets.prefixes_here; contains(text_, prefix)}
		count(prefixes) > 0
		walk(resource, [path, text])
		is_string(text)
		some prefix in prefixes
		contains(text, prefix)
		not _is_read_already(resource, path)
		not precedence.is_webhook(resource, path)
		found := {"path": path, "text": text, "prefixes": prefixes}
	],
)

# A token may stand in the name itself.
_called(resource) := k8s.string_at(resource, ["kind"]) if {
	secrets.named_tokens(k8s.name(resource), secrets.prefixes_here)
} else := k8s.call(resource)

_is_secret(resource) if {
	resource.kind == "Secret"
	k8s.group(resource) == ""
}

_is_read_already(resource, path) if {
	_is_secret(resource)
	path[0] in {"data", "stringData"}
	count(path) == 2
}

_is_ciphertext(_, found) if secrets.is_sops_value(found.text)

_is_ciphertext(true, found) if {
	array.slice(found.path, 0, 2) == ["spec", "encryptedData"]
}
