# METADATA
# title: Secret in a ConfigMap
# description: >-
#   A ConfigMap is for what everybody may read: it is stored without encryption, printed by tools and readable for
#   roles that see no Secrets. A credential in it is as public as the repository.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [secrets, external/cwe/cwe-312]
#   parameters:
#     ignored_names:
#       description: Keys and names in files that sound like a secret and hold none, in any case.
#       default: []
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: shop}
#     data:
#       application.properties: |
#         spring.datasource.username=shop
#         spring.datasource.password=correct-horse
#   remedy: |-
#     Treat the value as leaked: replace it. Keep the new one in a Secret that is encrypted or fetched from a store, and
#     let the configuration refer to a variable.
#
#     ```yaml
#     kind: ConfigMap
#     data:
#       app.properties: |
#         spring.datasource.password=${DB_PASSWORD}
#     ```
package policies.secrets.secret_in_configmap

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
# description: Values of ConfigMaps that are credentials by their key, their form or what they assign.
report contains finding if {
	some i in k8s.of("", "ConfigMap")
	some key, text in k8s.object_at(k8s.resources[i], ["data"])
	is_string(text)
	not precedence.is_told(text)
	defect := _defect(key, text, severity)
	path := ["data", key]
	finding := {
		"at": i,
		"path": path,
		"severity": defect.severity,
		"message": sprintf(
			"%s holds %s in %s. Put it into a Secret and refer to it.",
			[k8s.call(k8s.resources[i]), defect.what, paths.shown(path)],
		),
	}
}

_defect(key, text, bad) := {"what": what, "severity": bad} if {
	what := secrets.form(text)
} else := {"what": what, "severity": bad} if {
	_is_named(key, text)
	not secrets.is_filler(text)
	what := "a literal that its key calls a secret"
} else := {"what": what, "severity": bad} if {
	names := _names(key, text, "real")
	count(names) > 0
	what := sprintf("a literal for %s", [paths.listed(names)])
} else := {"what": what, "severity": {"production": "note", "elsewhere": "note"}} if {
	_is_named(key, text)
	what := "a literal that stands in for a secret"
} else := {"what": what, "severity": {"production": "note", "elsewhere": "note"}} if {
	names := _names(key, text, "fillers")
	count(names) > 0
	what := sprintf("a literal that stands in for %s", [paths.listed(names)])
}

# A key that promises a secret: the value is one word or line; of a file only its content is told.
_is_named(key, text) if {
	not _ignored[lower(key)]
	line := trim_space(text)
	not contains(line, "\n")
	assignments.is_secret(key, line)
}

_names(key, text, kind) := {name |
	not _is_for_people(key, text)
	some name in _read(key, text)[kind]
	not _ignored[lower(name)]
}

_read(key, text) := assignments.in_program(text) if {
	_is_program(key, text)
} else := assignments.in_text(text)

_is_program(key, _) if {
	regex.match(_program_file, key)
}

_is_program(_, text) if regex.match(`^#! ?/\S+(?:/env)? ?(?:python|node|ruby|perl|lua|php)`, text)

_program_file := `(?i)\.(?:py|jsx?|mjs|cjs|tsx?|lua|go|rb|java|kts?|groovy|php|pl|ps1|rs|rego|jsonnet|libsonnet|star)$`

# Documentation, pages and schemas.
_is_for_people(key, _) if {
	regex.match(`(?i)\.(?:md|rst|adoc|html?|css|svg|xsd|proto|graphql|schema\.json)$`, key)
}

_is_for_people(_, text) if regex.match(`^\s*\{\s*"(?:\$schema|openapi|swagger)"\s*:`, text)

_ignored contains lower(name) if {
	some name in params.get("secret-in-configmap", "ignored_names", [])
	is_string(name)
}
