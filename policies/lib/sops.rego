# METADATA
# title: Secrets that SOPS encrypts
# description: What SOPS writes into a manifest, and which values it leaves in clear because it was told to.
# related_resources:
# - ref: https://getsops.io/docs/#encrypting-only-parts-of-a-file
package policies.lib.sops

import data.policies.lib.k8s
import data.policies.lib.secrets

# METADATA
# description: Whether an object carries what SOPS writes at its top level.
is_encrypted(object_) if object_.sops != null

# METADATA
# description: The MAC of an object, "" where it is absent.
mac(object_) := k8s.string_at(k8s.object_at(object_, ["sops"]), ["mac"])

# METADATA
# description: >-
#   The paths of a Secret's values that SOPS should have encrypted and did not. It leaves empty strings as they are;
#   of what is filled in later nothing is known.
in_clear(secret) := {value.path |
	is_encrypted(secret)
	metadata := secret.sops
	some value in secrets.values(secret)
	value.text != ""
	not secrets.is_sops_value(trim_space(value.text))
	not secrets.is_filled_in(value)
	not secrets.is_placeholder(value.text)
	not is_excluded(metadata, value.path)
}

# METADATA
# description: >-
#   The paths of a Secret's values that are in clear on purpose: SOPS was told to leave out their keys, and did encrypt
#   something else in this Secret.
left_clear(secret) := {value.path |
	metadata := secret.sops
	values := secrets.values(secret)
	_encrypts(values)
	some value in values
	is_excluded(metadata, value.path)
} if {
	is_encrypted(secret)
} else := {value.path |
	values := secrets.values(secret)
	keys := left_clear_in_dotenv(values)
	some value in values
	value.key in keys
}

# METADATA
# description: >-
#   The keys that are in clear on purpose in a dotenv file of SOPS, also as a generator makes a Secret of it: those that
#   SOPS was told to leave out and its metadata (`sops_version`). `entries` have `key` and `text`.
left_clear_in_dotenv(entries) := _metadata_keys(entries) | _excluded_keys(entries) if {
	some entry in entries
	entry.key == "sops_mac"
	secrets.is_sops_value(entry.text)
} else := set()

_metadata_keys(entries) := {entry.key |
	some entry in entries
	startswith(entry.key, "sops_")
}

_excluded_keys(entries) := {entry.key |
	_encrypts([other | some other in entries; other.key != "sops_mac"])
	metadata := _dotenv_metadata(entries)
	some entry in entries
	is_excluded(metadata, [entry.key])
}

_dotenv_metadata(entries) := {field: texts[0] |
	some field in _rules
	texts := [entry.text | some entry in entries; entry.key == concat("_", ["sops", field])]
	count(texts) > 0
}

_encrypts(values) if {
	some value in values
	secrets.is_sops_value(trim_space(value.text))
}

# METADATA
# scope: document
# description: >-
#   Whether SOPS leaves a path of an object in clear, by the rule in its metadata: it writes one of six, and takes the
#   suffix "_unencrypted" where there is none. Comments decide too, but are gone after a build: then nothing is known
#   and every path may be excluded.
is_excluded(metadata, path) if {
	some part in path
	endswith(part, _unencrypted_suffix(metadata))
}

is_excluded(metadata, path) if {
	suffix := _rule(metadata, "encrypted_suffix")
	every part in path { not endswith(part, suffix) }
}

is_excluded(metadata, path) if {
	some part in path
	_matches(_rule(metadata, "unencrypted_regex"), part)
}

is_excluded(metadata, path) if {
	pattern := _rule(metadata, "encrypted_regex")
	every part in path { not _matches(pattern, part) }
}

is_excluded(metadata, _) if _rule(metadata, "encrypted_comment_regex")

is_excluded(metadata, _) if _rule(metadata, "unencrypted_comment_regex")

_unencrypted_suffix(metadata) := suffix if {
	suffix := _rule(metadata, "unencrypted_suffix")
} else := "_unencrypted" if {
	every field in _rules { not _rule(metadata, field) }
}

_rules := {
	"encrypted_comment_regex", "encrypted_regex", "encrypted_suffix", "unencrypted_comment_regex", "unencrypted_regex",
	"unencrypted_suffix",
}

# What SOPS was told; undefined where it was told nothing.
_rule(metadata, field) := value if {
	is_object(metadata)
	value := k8s.string_at(metadata, [field])
	value != ""
}

# An expression that Go cannot read matches nothing to SOPS.
_matches(pattern, text) if {
	regex.is_valid(pattern)
	regex.match(pattern, text)
}
