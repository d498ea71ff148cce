# METADATA
# title: Secrets that a text assigns
# description: >-
#   Finds literals that a configuration file, a script or a command line gives to names that promise a secret, and
#   tells them from references, labels and code. What comes back are names, never values.
package policies.lib.assignments

import data.policies.lib.secrets

# METADATA
# description: >-
#   The names of a text, such as a properties file, YAML, JSON, XML, a script or a command line, that are given a
#   literal: `real`, and `fillers` for those that stand in and are to be changed. Lines of comment do not count.
in_text(text) := _sorted(found) if {
	_is_worth_reading(text)
	bare := regex.replace(text, _comment, "")
	found := array.concat(_assigned(bare), _tagged(bare))
} else := {"real": set(), "fillers": set()}

# METADATA
# description: As `in_text`, of a program, where only what stands in quotes is a literal.
in_program(text) := _sorted(found) if {
	_is_worth_reading(text)
	bare := regex.replace(text, _comment, "")
	found := [pair | some pair in _assigned(bare); pair.quoted]
} else := {"real": set(), "fillers": set()}

_sorted(pairs) := {
	"real": {pair.name | some pair in pairs; not secrets.is_filler(pair.value)},
	"fillers": {pair.name | some pair in pairs; regex.match(_stand_in, pair.value)},
}

# In a file "your-token" and the like are documentation.
_stand_in := `(?i)^(?:change[-_ .]?(?:me|it|this|now)|replace[-_ .]?(?:me|it|this|with)?|fix[-_ ]?me|x{3,}$|\*{3,}$)`

_comment := `(?m)^[ \t]*(?:#|//|;|--[ \t]|\*[ \t]|<!--|@?(?:REM|rem)[ \t])[^\n]*`

# One look at the whole text, so that the expressions below run on few. To search a long one for fixed words takes a
# tenth of the time.
_is_worth_reading(text) if {
	count(text) < 2000
	regex.match(`(?i)pass|pwd|secret|token|cred|[a-z][_.-]?key|connection`, text)
}

_is_worth_reading(text) if {
	count(text) >= 2000
	lowered := lower(text)
	some word in ["pass", "pwd", "secret", "token", "cred", "key", "connection"]
	contains(lowered, word)
}

_assigned(text) := [pair |
	some found in regex.find_all_string_submatch_n(_assignment, text, 1000)
	quoted := concat("", array.slice(found, 2, 4))
	pair := {"name": found[1], "value": concat("", [quoted, found[4], found[5]]), "quoted": quoted != ""}
	is_secret(pair.name, pair.value)
]

_tagged(text) := [pair |
	contains(text, "<")
	some expression in [_element, _attribute, _property]
	some found in regex.find_all_string_submatch_n(expression, text, 1000)
	pair := {"name": found[1], "value": found[2]}
	is_secret(pair.name, pair.value)
]

_name := `([\w.-]*(?:pass|pwd|secret|token|cred|[a-z0-9][_.-]?key|connection)[\w.-]*)`

# A text in quotes, what follows an equals sign, and what is the only word after a colon at the beginning of a line
# or within braces: anywhere else a colon is prose.
_assignment := concat("", [
	`(?mi)`, _name, `\\?["']?(?:`,
	`[ \t]*(?:=>?|:)[ \t]*\\?(?:"([^"\n]*)"|'([^'\n]*)')`,
	`|[ \t]*=>?[ \t]*([^\s"';&,)}\]<>=][^\s"';&,)}\]<>]*)`,
	`|[ \t]*:[ \t]+([^\s"';,)}\]]+)[ \t]*(?:[,}#][^\n]*)?$`,
	`)`,
])

_element := concat("", [`(?i)<`, _name, `>([^<>]+)</`])

_attribute := concat("", [`(?i)(?:name|key)=["']`, _name, `["'][^<>\n]*\bvalue=["']([^"']+)["']`])

_property := concat("", [`(?i)<name>`, _name, `</name>\s*<value>([^<>]+)</value>`])

# METADATA
# description: >-
#   Whether a value is a literal of what its name promises to be a secret. Of a name with dots the last part counts,
#   or the last two where it is but a key.
is_secret(name, value) if {
	count(name) < 100
	leaf := _leaf(name)
	secrets.is_sensitive(leaf)
	not secrets.is_harmless(value)
	not is_elsewhere(value)
	not is_reference(leaf, value)
}

_leaf(name) := concat("_", array.slice(parts, count(parts) - 2, count(parts))) if {
	parts := split(trim_right(name, "."), ".")
	lower(parts[count(parts) - 1]) == "key"
} else := parts[count(parts) - 1] if {
	parts := split(trim_right(name, "."), ".")
}

# METADATA
# scope: document
# description: >-
#   Whether a value of a configuration or a script is none itself: a variable, a call, a tag or an anchor of YAML, a
#   template, an expression to match values, a label or a sentence for people.
is_elsewhere(value) if regex.match(_elsewhere, value)

is_elsewhere(value) if {
	regex.match(`^[A-Z][a-z]+$`, value)
	secrets.is_sensitive(value)
}

_elsewhere := concat("|", [
	`^\\?[!*&|@\x60]`, # a tag, an anchor, a block, a file to read, a command
	`(?:^|\W)\$[\w{(@*#?$]`,
	`\w\(|\(\)|\[["'\d]|<%|[#%@]\{|^\{.*\}$|^%[\w(]+\)?s?%?$|^__\w+__$|^@[\w.]+@$|^</?\w+>$|^<\|.*\|>$`,
	`^(?:env|process\.env|os\.environ|self|this|args|opts|options|settings|params|values|Values)[.:\[]`,
	`^\^.*|\.\*|\[\^`,
	`^[A-Z][a-z']+(?:,? [A-Za-z']+)+ ?[.?!:…]*$`,
	`^(?i:not[ _-]?set|unset|missing|unknown|empty|any|required|string|password_hash|bearer|basic|md5|scram-sha-256)$`,
])

# METADATA
# scope: document
# description: >-
#   Whether a value only says where the secret is: the name of a Secret, of a key in it, or of a variable.
is_reference(name, _) if regex.match(`(?i)existing`, name)

is_reference(_, value) if {
	regex.match(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`, value)
	secrets.is_sensitive(value)
}

# imagePullSecrets, tlsSecret: what ends so is an object, if the value can be the name of one.
is_reference(name, value) if {
	regex.match(`(?i)(?:secrets?|credentials?|creds)$`, name)
	not regex.match(_shared_secret, name)
	regex.match(`^[a-z]+[0-9]{0,2}(?:[-._/, ]+[a-z]+[0-9]{0,2})*$`, value)
}

is_reference(name, value) if {
	regex.match(_shared_secret, name)
	regex.match(`^[a-z]+[0-9]{0,2}(?:[-.][a-z]+[0-9]{0,2})*[-.](?:secrets?|credentials?|creds)$`, value)
}

# passwordKey, secretKey: the key of a Secret, if the value can be the name of one.
is_reference(name, value) if {
	regex.match(`(?i)(?:secret|password|passwd|token|credentials?|passphrase)[-_]?keys?$`, name)
	regex.match(`^[A-Za-z]+(?:[-_.][A-Za-z]+)*$`, value)
}

_shared_secret := concat("", [
	`(?i)(?:access|admin|api|app|application|auth|bot|client|consumer|cookie|csrf|encryption|hmac|jwt|oauth2?|otp`,
	`|session|shared|signing|token|totp|webhook)[-_]?secret$`,
])
