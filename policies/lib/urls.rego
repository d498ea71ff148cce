# METADATA
# title: Passwords in addresses
# description: >-
#   Finds `scheme://user:password@host` in texts and says how bad it is. The parts are those of RFC 3986; a password
#   that holds a slash, a question mark or a hash without escaping ends the address for every reader, and so here.
# related_resources:
# - ref: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
package policies.lib.urls

import data.policies.lib.k8s
import data.policies.lib.secrets

# METADATA
# description: >-
#   Whether a text may hold an address with a password; also a text as JSON in which such a text stands. Cheaper than
#   `severity`, and never wrong when it says no.
is_suspect(text) if {
	contains(text, "://")
	regex.match(`://[^\s/?#:@"'<>]*:[^\s/?#"'<>]+@`, text)
}

# METADATA
# description: >-
#   How bad the worst password in an address of a text is, in production and elsewhere: an error; a warning for the
#   sample "password" on the own machine; a note for a filler such as "changeme". Undefined without a password.
severity(text) := _severities[level] if {
	is_suspect(text)
	levels := {level |
		some found in regex.find_all_string_submatch_n(_address, text, 200)
		level := _level(found[1], found[2], found[3], found[4])
	}
	level := min(levels)
}

_severities := [
	{"production": "error", "elsewhere": "error"},
	{"production": "warning", "elsewhere": "warning"},
	{"production": "note", "elsewhere": "note"},
]

# What stands before it in a line of comment, the user, the password, the host.
_address := concat("", [
	`(?m)(^[ \t]*(?:#|//|;|\*)[^\n]*?)?`,
	`\b[A-Za-z][A-Za-z0-9+.-]*://([^\s/?#:@"'<>]*):([^\s/?#"'<>]+)@([A-Za-z0-9_.-]*)`,
])

_level(comment, user, password, host) := level if {
	not _is_variable(password)
	not _is_pattern(user, password)
	not _is_sample(comment, password, host)
	level := _weight(password, host)
}

_weight(password, _) := 2 if secrets.is_filler(password)

_weight(password, host) := 1 if {
	not secrets.is_filler(password)
	_is_said_to_be_one(password)
	_is_local(host)
} else := 0 if {
	not secrets.is_filler(password)
}

_is_variable(text) if k8s.is_templated(text)

_is_variable(text) if regex.match(`^(?:\$.*|\{.*\}|%(?:[sdvq]|\(.*\)s|\w+%))$`, text)

# The parts of a regular expression that looks for such addresses.
_is_pattern(user, _) if regex.match(`[\[\]^*|\\]`, user)

_is_pattern(_, password) if regex.match(`\[\^|\.[*+]|\\[wWsSd]|\(\?`, password)

_is_sample(comment, password, _) if {
	comment != ""
	_is_said_to_be_one(password)
}

_is_sample(_, password, host) if {
	_is_said_to_be_one(password)
	regex.match(`(?i)(?:^|\.)(?:example|example\.(?:com|net|org)|(?:your|my)[\w-]*(?:\.\w+)?|host(?:name)?|server)$`, host)
}

_is_said_to_be_one(password) if {
	regex.match(`(?i)^(?:my|the|your|db|user)?[-_.]?(?:pass(?:word|wd|phrase)?|pwd|pw|secret|token)[0-9]{0,3}$`, password)
}

_is_local(host) if host in {"0.0.0.0", "127.0.0.1", "host.docker.internal", "localhost"}

# [::1]: the host of the address begins with a bracket.
_is_local("")
