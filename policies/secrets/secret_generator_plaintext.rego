# METADATA
# title: Secret generated from plain text
# description: >-
#   A secretGenerator only encodes: the literal or the file that it reads lies in Git, readable for everybody who can
#   read the repository, and stays in its history. Files that are encrypted, or that Git ignores and CI creates, are
#   fine.
# related_resources:
# - ref: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#kustomize-secretgenerator
# custom:
#   scope: repository
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.5"
#   tags: [secrets, kustomize, external/cwe/cwe-312]
#   supersedes: [secret-plaintext, secret-url-credentials, secret-value-pattern]
#   example: |-
#     apiVersion: kustomize.config.k8s.io/v1beta1
#     kind: Kustomization
#     resources: [deployment.yaml]
#     secretGenerator:
#       - name: shop-database
#         literals:
#           - password=correct-horse
#   remedy: |-
#     Treat the value as leaked: replace it. Then encrypt the source file with SOPS (Flux decrypts it before it
#     builds), or drop the generator and fetch the Secret from a store.
#
#     ```yaml
#     secretGenerator:
#       - name: shop-database
#         envs:
#           - database.sops.env  # sops encrypt --in-place database.sops.env
#     ```
package policies.secrets.secret_generator_plaintext

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.secrets
import data.policies.lib.sops

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The rules that stay silent where this one speaks, as it is where the value can be removed.
supersedes := rego.metadata.chain()[1].annotations.custom.supersedes

# METADATA
# description: Sources of generators that anybody who reads the repository can read.
report contains finding if {
	some generator in k8s.array_at(input, ["repository", "secret_generators"])
	is_object(generator)
	some found in _found(generator)
	finding := {
		"file": generator.file,
		"document": generator.document,
		"path": found.path,
		"overlays": generator.overlays,
		"message": sprintf(
			"The secretGenerator %q %s. Replace the credential, then encrypt it or fetch it from a secret store.",
			[k8s.string_at(generator, ["name"]), found.what],
		),
	}
}

_found(generator) := array.flatten([_literals(generator), _files(generator), _envs(generator)])

_literals(generator) := [found |
	some literal in k8s.array_at(generator, ["literals"])
	_is_plain(literal.key, literal.value)
	found := {"path": literal.path, "what": sprintf("holds %s in %s", [_kind(literal.value), literal.key])}
]

_files(generator) := [found |
	some source in k8s.array_at(generator, ["files"])
	source.tracked == true
	_is_plain(source.key, source.text)
	what := sprintf("reads %s from %s, which Git tracks", [_kind(source.text), source.file])
	found := {"path": source.path, "what": what}
]

_envs(generator) := [found |
	some source in k8s.array_at(generator, ["envs"])
	source.tracked == true
	plain := _plain_names(source.text)
	count(plain) > 0
	what := sprintf("reads %s for %s from %s", [_kind(source.text), paths.listed(plain), source.file])
	found := {"path": source.path, "what": sprintf("%s, which Git tracks", [what])}
]

_kind(text) := kind if {
	is_string(text)
	kind := secrets.named_tokens(text, secrets.prefixes_in(text))
} else := "a readable value"

# The generator encodes what it reads, so only what counts after decoding counts here.
_is_plain(key, text) if {
	is_string(text)
	secrets.is_plain({"key": key, "text": text, "encoded": true})
}

# A file that is no text: a keystore, say.
_is_plain(_, null)

_plain_names(null) := {"everything"}

_plain_names(text) := {entry.key |
	entries := _entries(text)
	left := sops.left_clear_in_dotenv(entries)
	some entry in entries
	_is_plain(entry.key, entry.text)
	not entry.key in left
} if {
	is_string(text)
}

# As kustomize reads a dotenv file: lines of KEY=VALUE and comments; a KEY alone takes its value from the environment.
_entries(text) := [entry |
	some line in split(text, "\n")
	not startswith(trim_space(line), "#")
	parts := split(line, "=")
	count(parts) > 1
	entry := {"key": trim_space(parts[0]), "text": concat("=", array.slice(parts, 1, count(parts)))}
]
