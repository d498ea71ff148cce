# METADATA
# title: Secret in the values of a Helm chart
# description: >-
#   Values stand in Git, in the release's Secret with its whole history, and in the live object for everybody who may
#   read it. Charts take the name of a Secret instead, and Flux reads values from Secrets.
# related_resources:
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#values
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [secrets, helm, external/cwe/cwe-312]
#   parameters:
#     ignored_names:
#       description: Keys of values that sound like a secret and hold none, in any case.
#       default: []
#   example: |-
#     apiVersion: helm.toolkit.fluxcd.io/v2
#     kind: HelmRelease
#     metadata: {name: shop, namespace: shop}
#     spec:
#       serviceAccountName: shop-reconciler
#       interval: 10m
#       chartRef: {kind: OCIRepository, name: shop}
#       driftDetection: {mode: enabled}
#       install: {remediation: {retries: 3}}
#       upgrade: {remediation: {retries: 3}}
#       values:
#         auth:
#           password: correct-horse
#   remedy: |-
#     Treat the value as leaked: replace it. Keep the new one in a Secret that is encrypted or fetched from a store, and
#     give the chart its name, or let Flux read it.
#
#     ```yaml
#     spec:
#       valuesFrom:
#         - kind: Secret
#           name: shop-database
#           valuesKey: password
#           targetPath: auth.password
#     ```
package policies.secrets.secret_helm_values

import data.policies.lib.argo
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
# description: Literals in values of Helm charts whose key promises a secret, or which are keys by their form.
report contains finding if {
	some found in array.flatten([_in_maps, _in_texts, _in_parameters])
	finding := {
		"at": found.at,
		"path": found.path,
		"severity": _severity(found),
		"message": sprintf(
			"%s gives its chart %s in %s. Put it into a Secret and let the values refer to it.",
			[k8s.call(k8s.resources[found.at]), found.what, paths.shown(found.path)],
		),
	}
}

_severity(found) := severity if {
	not found.filler
} else := {"production": "note", "elsewhere": "note"}

# ---- values as maps -------------------------------------------------------------------------------

_maps := array.flatten([
	[{"at": i, "path": ["spec", "values"]} | some i in k8s.of("helm.toolkit.fluxcd.io", "HelmRelease")],
	[{"at": i, "path": ["valuesInline"]} | some i in k8s.by_kind.HelmChartInflationGenerator],
	[{"at": i, "path": array.concat(path, ["valuesObject"])} | some [i, path] in _helm],
])

# Where Applications configure Helm.
_helm := [[app.at, array.concat(entry.path, ["helm"])] |
	some app in argo.applications
	some entry in argo.sources(app)
]

_in_maps := [found |
	some place in _maps
	values := k8s.object_at(k8s.resources[place.at], place.path)
	some secret in _secrets_in(values)
	not precedence.is_told(secret.text)
	found := {
		"at": place.at,
		"path": array.concat(place.path, secret.path),
		"what": secret.what,
		"filler": _is_filler(secret.text),
	}
]

# Literals of values, at any depth.
_secrets_in(values) := [secret |
	walk(values, [path, text])
	is_string(text)
	what := _what(values, path, text)
	secret := {"path": path, "text": text, "what": what}
]

_what(values, path, text) := what if {
	what := secrets.form(text)
} else := sprintf("a literal for %s", [name]) if {
	name := _name(values, path)
	assignments.is_secret(name, text)
	not _ignored[lower(name)]
	not _says_where(path)
}

# The key of a value; of an entry of a list such as extraEnv, its name.
_name(values, path) := name if {
	path[count(path) - 1] == "value"
	name := object.get(values, array.concat(array.slice(path, 0, count(path) - 1), ["name"]), null)
	is_string(name)
} else := name if {
	name := path[count(path) - 1]
	is_string(name)
	not contains(name, "/")
}

# What is below such a key maps names to keys and names of a Secret.
_says_where(path) if {
	some part in array.slice(path, 0, count(path) - 1)
	is_string(part)
	regex.match(_says_where_key, part)
}

_says_where_key := `(?i)existing|(?:secret|key)[-_]?(?:keys|mapping|names?|refs?)$|(?:annotations|from|labels)$`

default _is_filler(_) := false

_is_filler(text) if secrets.is_filler(text)

# ---- values as text -------------------------------------------------------------------------------

_in_texts := [found |
	some [i, helm] in _helm
	path := array.concat(helm, ["values"])
	text := object.get(k8s.resources[i], path, null)
	is_string(text)
	not precedence.is_told(text)
	defect := _defect(text)
	found := object.union(defect, {"at": i, "path": path})
]

_defect(text) := {"what": what, "filler": filler} if {
	yaml.is_valid(text)
	found := _secrets_in(yaml.unmarshal(text))
	count(found) > 0
	real := [secret | some secret in found; not secrets.is_filler(secret.text)]
	filler := count(real) == 0
	told := {true: found, false: real}[filler]
	what := concat(" and ", sort({secret.what | some secret in told}))
}

_defect(text) := {"what": sprintf("a literal for %s", [paths.listed(names)]), "filler": false} if {
	not yaml.is_valid(text)
	names := assignments.in_text(text).real
	count(names) > 0
}

# ---- parameters -----------------------------------------------------------------------------------

_in_parameters := [found |
	some [i, helm] in _helm
	path := array.concat(helm, ["parameters"])
	some j, parameter in k8s.array_at(k8s.resources[i], path)
	is_string(parameter.name)
	is_string(parameter.value)
	not precedence.is_told(parameter.value)
	what := _parameter(parameter.name, parameter.value)
	found := {
		"at": i,
		"path": array.concat(path, [j, "value"]),
		"what": what,
		"filler": _is_filler(parameter.value),
	}
]

_parameter(name, value) := what if {
	what := secrets.form(value)
} else := sprintf("a literal for %s", [name]) if {
	assignments.is_secret(name, value)
	parts := split(name, ".")
	not _ignored[lower(parts[count(parts) - 1])]
	not _says_where(parts)
}

_ignored contains lower(name) if {
	some name in params.get("secret-helm-values", "ignored_names", [])
	is_string(name)
}
