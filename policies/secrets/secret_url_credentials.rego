# METADATA
# title: Password in an address
# description: >-
#   An address that carries a password gives it to everybody who reads the manifest, and to every log, error message
#   and metric that prints the address. It changes with neither the password's rotation nor the host's.
# related_resources:
# - ref: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.5"
#   tags: [secrets, external/cwe/cwe-312, external/cwe/cwe-522]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: shop}
#     data:
#       DATABASE_URL: postgres://shop:correct-horse@database:5432/shop
#   remedy: |-
#     Treat the password as leaked: replace it. Keep the new one, or the whole address, in a Secret, and put the
#     address together from variables.
#
#     ```yaml
#     env:
#       - name: DB_PASSWORD
#         valueFrom:
#           secretKeyRef:
#             name: shop-database
#             key: password
#       - name: DATABASE_URL
#         value: postgres://shop:$(DB_PASSWORD)@database:5432/shop
#     ```
package policies.secrets.secret_url_credentials

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets
import data.policies.lib.sops
import data.policies.lib.urls

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Strings of any object, and decoded values of Secrets, that hold an address with a password.
report contains finding if {
	some i in _worth_a_look
	resource := k8s.resources[i]
	is_object(resource)
	not resource.kind == "CustomResourceDefinition"
	some found in _found(i, resource)
	finding := {
		"at": i,
		"path": found.path,
		"severity": urls.severity(found.text),
		"message": sprintf(
			"%s holds a password within an address in %s. Replace the password, and keep it in a Secret.",
			[k8s.call(resource), paths.shown(found.path)],
		),
	}
}

_worth_a_look := k8s.of("", "Secret") | {i |
	some i, text in secrets.texts
	urls.is_suspect(text)
}

_found(i, resource) := array.concat(
	[found |
		_is_secret(resource)
		some found in secrets.values(resource)
		not _is_told_of(resource, found)
	],
	[found |
		urls.is_suspect(secrets.texts[i])
		walk(resource, [path, text])
		is_string(text)
		urls.is_suspect(text)
		not _is_read_already(resource, path)
		not precedence.is_token(text, secrets.prefixes_here)
		not precedence.is_webhook(resource, path)
		found := {"path": path, "text": text}
	],
)

_is_secret(resource) if {
	resource.kind == "Secret"
	k8s.group(resource) == ""
}

_is_read_already(resource, path) if {
	_is_secret(resource)
	path[0] in {"data", "stringData"}
	count(path) == 2
}

_is_read_already(resource, path) if {
	resource.kind == "SealedSecret"
	params.runs("secrets.sealedsecret_plaintext")
	array.slice(path, 0, 3) in [["spec", "template", "data"], ["spec", "template", "stringData"]]
	secrets.is_plain({"key": path[3], "text": object.get(resource, path, ""), "encoded": false})
}

_is_told_of(_, value) if precedence.is_token(value.text, secrets.prefixes_in(value.text))

_is_told_of(secret, value) if {
	params.runs("secrets.secret_sops_partial")
	value.path in sops.in_clear(secret)
}

_is_told_of(secret, value) if {
	params.runs("secrets.secret_plaintext")
	secrets.is_plain(value)
	not value.path in sops.left_clear(secret)
}
