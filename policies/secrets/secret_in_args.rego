# METADATA
# title: Secret on a command line
# description: >-
#   The command line of a process is readable for everybody on its node, in the API for everybody who may read pods, and
#   in the logs of whatever starts it; a literal there is in Git besides. The same holds for what probes and hooks
#   execute or send.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
# - ref: https://cwe.mitre.org/data/definitions/214.html
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [secrets, external/cwe/cwe-214, external/cwe/cwe-312]
#   parameters:
#     ignored_names:
#       description: Names of options that sound like a secret and take none, without dashes, in any case.
#       default: []
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration}
#     spec:
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate, --db-password=correct-horse]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Treat the value as leaked: replace it. Keep the new one in a Secret, and let the command line refer to a variable
#     or, better, to a file.
#
#     ```yaml
#     args: [--password-file=/run/secrets/database/password]
#     volumeMounts:
#       - name: database
#         mountPath: /run/secrets/database
#         readOnly: true
#     ```
package policies.secrets.secret_in_args

import data.policies.lib.assignments
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Literals on the command lines of containers, their probes and hooks, and in the headers that these send.
report contains finding if {
	some container in k8s.containers
	object.filter(container.container, _fields) != {}
	some found in _in_container(container.container)
	not precedence.is_told(found.text)
	finding := {
		"at": container.at,
		"path": array.concat(container.path, found.path),
		"severity": _severity(found),
		"message": sprintf(
			"The %s %q of %s %q passes %s in %s. Put it into a Secret and pass a variable or a file.",
			[
				container.what, k8s.string_at(container.container, ["name"]), container.kind, container.name,
				found.what, paths.shown(found.path),
			],
		),
	}
}

_severity(found) := severity if {
	not found.filler
} else := {"production": "note", "elsewhere": "note"}

# Most containers leave to their image what is started, and many have no probes.
_fields := ["args", "command", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]

_in_container(container) := array.concat(_on_command_lines(container), _in_headers(container))

# ---- command lines --------------------------------------------------------------------------------

_on_command_lines(container) := [found |
	some line in _lines(container)
	some i, text in line.words
	is_string(text)
	defect := _defect(line, i, text)
	found := object.union(defect, {"path": array.concat(line.path, [i]), "text": text})
]

# Each list of words: where it is, and which program it starts, as far as the container says so.
_lines(container) := [line |
	some [path, words] in array.concat(
		[[[field], words] | some field, words in object.filter(container, ["command", "args"])],
		[[array.concat(path, ["exec", "command"]), handler.exec.command] | some [path, handler] in _handlers(container)],
	)
	is_array(words)
	words != []
	line := {"path": path, "words": words, "program": _program(container, path, words)}
]

# What the node runs or sends beside the container: where it is, and the handler.
_handlers(container) := array.concat(
	[[[field], probe] |
		some field, probe in object.filter(container, ["livenessProbe", "readinessProbe", "startupProbe"])
	],
	[[["lifecycle", field], handlers[field]] |
		handlers := container.lifecycle
		some field in ["postStart", "preStop"]
	],
)

# Without a command the image starts what it is called after, if anything.
_program(container, path, words) := _base(words[0]) if {
	path != ["args"]
	is_string(words[0])
} else := _base(container.command[0]) if {
	is_string(container.command[0])
} else := _base(regex.replace(container.image, `[@:][^/]*$`, "")) if {
	is_string(container.image)
} else := ""

_base(word) := parts[count(parts) - 1] if parts := split(word, "/")

_defect(line, i, text) := defect if {
	defect := _as_value(line, i, text)
} else := {"what": what, "filler": false} if {
	what := secrets.form(text)
} else := {"what": _literal_for(names), "filler": false} if {
	names := _assigned(line, i, text).real
	count(names) > 0
} else := {"what": _literal_for(names), "filler": false} if {
	names := _options_in_script(text)
	count(names) > 0
} else := {"what": "a password", "filler": false} if {
	some found in regex.find_all_string_submatch_n(_clients, text, 50)
	value := concat("", array.slice(found, 1, count(found)))
	_is_value(value)
} else := {"what": "a password after -p", "filler": _is_filler(value)} if {
	regex.match(_mysql, line.program)
	startswith(text, "-p")
	value := substring(text, 2, -1)
	_is_value(value)
} else := {"what": sprintf("a filler for %s", [paths.listed(names)]), "filler": true} if {
	names := _assigned(line, i, text).fillers
	count(names) > 0
}

_literal_for(names) := sprintf("a literal for %s", [paths.listed(names)])

# What follows an option as the next word.
_as_value(line, i, text) := {"what": sprintf("a literal after %s", [option]), "filler": _is_filler(text)} if {
	i > 0
	option := line.words[i - 1]
	is_string(option)
	_takes_secret(line, option)
	not startswith(text, "-")
	_is_value(text)
	not assignments.is_reference(trim_left(option, "-"), text)
}

# -u user:password, as curl has it.
_as_value(line, i, text) := {"what": sprintf("a password after %s", [line.words[i - 1]]), "filler": false} if {
	i > 0
	line.program == "curl"
	line.words[i - 1] in {"--proxy-user", "--user", "-U", "-u"}
	parts := split(text, ":")
	count(parts) > 1
	_is_value(concat(":", array.slice(parts, 1, count(parts))))
}

_takes_secret(_, option) if {
	regex.match(`^--?[A-Za-z][\w.-]+$`, option)
	name := trim_left(option, "-")
	secrets.is_sensitive(name)
	not _ignored[lower(name)]
}

_takes_secret(line, option) if option in _short_options[line.program]

# A password beside the name of a user.
_takes_secret(line, "-p") if {
	some word in line.words
	word in {"--login", "--user", "--username", "-U", "-l", "-u"}
}

_short_options := {
	"docker": {"-p"},
	"helm": {"-p"},
	"ldapsearch": {"-w"},
	"mongo": {"-p"},
	"mongodump": {"-p"},
	"mongosh": {"-p"},
	"oc": {"-p"},
	"podman": {"-p"},
	"redis-cli": {"-a"},
	"rabbitmqadmin": {"-p"},
	"sqlcmd": {"-P"},
	"sshpass": {"-p"},
}

default _is_filler(_) := false

_is_filler(text) if secrets.is_filler(text)

_is_value(text) if {
	text != ""
	not secrets.is_harmless(text)
	not assignments.is_elsewhere(text)
	not contains(text, "$")
}

# name=value and the like, of a word or a script. In the code of a program only what is quoted is a literal.
_assigned(line, i, text) := _kept(assignments.in_program(text)) if {
	i > 0
	regex.match(`^(?:python|node|perl|ruby|php)[0-9.]*$`, line.program)
	line.words[i - 1] in {"-c", "-e", "-r"}
} else := _kept(assignments.in_text(text))

_kept(names) := {kind: kept |
	some kind, found in names
	kept := {name | some name in found; not _ignored[lower(trim_left(name, "-"))]}
}

# --password x within a script.
_options_in_script(text) := {trim_left(found[1], "-") |
	contains(text, " ")
	some found in regex.find_all_string_submatch_n(_option, text, 200)
	_takes_secret({}, found[1])
	_is_value(found[2])
	not secrets.is_filler(found[2])
	not assignments.is_reference(trim_left(found[1], "-"), found[2])
}

_option := `(?:^|\s)(--[A-Za-z][\w.-]{1,60})[ \t]+["']?([^\s"'|&;<>(){}\\-][^\s"'|&;<>]*)`

_mysql := `^(?:mysql|mariadb)(?:-?(?:admin|check|dump))?$`

# Programs that take a password after one letter.
_clients := concat("|", [
	`\b(?:mysql|mariadb)(?:-?(?:admin|check|dump))?\b[^\n|;&]*?\s-p["']?([^\s"'$-][^\s"']*)`,
	`\bsshpass\s+-p\s*["']?([^\s"'$-][^\s"']*)`,
	`\bredis-cli\b[^\n|;&]*?\s-a\s+["']?([^\s"'$-][^\s"']*)`,
	`\bcurl\b[^\n|;&]*?\s(?:-u|--user)[ =]?["']?[^\s"':$]+:([^\s"'$][^\s"']*)`,
])

# ---- headers --------------------------------------------------------------------------------------

_in_headers(container) := [found |
	some [path, handler] in _handlers(container)
	headers := handler.httpGet.httpHeaders
	is_array(headers)
	some i, header in headers
	is_string(header.name)
	is_string(header.value)
	what := _header(header.name, header.value)
	found := {
		"path": array.concat(path, ["httpGet", "httpHeaders", i, "value"]),
		"text": header.value,
		"what": what,
		"filler": _is_filler(header.value),
	}
]

_header(name, value) := what if {
	what := secrets.form(value)
} else := sprintf("a literal for the header %s", [name]) if {
	assignments.is_secret(name, value)
	not _ignored[lower(name)]
}

_ignored contains lower(name) if {
	some name in params.get("secret-in-args", "ignored_names", [])
	is_string(name)
}
