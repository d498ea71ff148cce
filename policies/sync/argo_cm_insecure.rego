# METADATA
# title: Argo CD with its guards off
# description: >-
#   Settings of Argo CD that let anybody in, open shells in pods, run arbitrary programs while rendering, or stop
#   it from looking for changes. What Argo CD may do in a cluster, its visitors may do then.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [argocd, hardening, external/cwe/cwe-306]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata:
#       name: argocd-cm
#       namespace: argocd
#       labels: {app.kubernetes.io/part-of: argocd}
#     data:
#       url: https://argocd.example.com
#       users.anonymous.enabled: "true"
#   remedy: |-
#     Remove the setting, and grant what is needed by name: accounts and roles instead of anonymous access,
#     plugins instead of exec, single namespaces instead of all.
#
#     ```yaml
#     data:
#       users.anonymous.enabled: "false"
#       application.namespaces: team-a,team-b
#     ```
package policies.sync.argo_cm_insecure

import data.policies.lib.duration
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Settings in argocd-cm and argocd-cmd-params-cm that take guards away, each at its key.
report contains finding if {
	some i in k8s.of("", "ConfigMap")
	r := k8s.resources[i]
	some [key, level, fault] in _faults[k8s.name(r)][i]
	finding := {
		"at": i,
		"path": ["data", key],
		"severity": _levels[level],
		"message": sprintf("%s %s", [k8s.call(r), fault]),
	}
}

_levels := {
	"error": severity,
	"note": {"production": "note", "elsewhere": "note"},
	"warning": {"production": "warning", "elsewhere": "warning"},
}

# By the name of the ConfigMap and its index: key, level and what is wrong.
_faults[name][i] contains [key, level, fault] if {
	some name, switches in _switches
	some i in _named[name]
	some key, [level, fault] in switches
	_is_true(_data(i)[key])
}

_faults["argocd-cm"][i] contains [key, "warning", fault] if {
	some i in _named["argocd-cm"]
	some key, options in _data(i)
	flags := _flags_in(key, options)
	fault := sprintf(
		"lets kustomize leave the repository or run programs: %s has %s. Remove the flag.",
		[key, concat(" and ", flags)],
	)
}

_faults["argocd-cm"][i] contains ["timeout.reconciliation", "warning", _no_polling] if {
	some i in _named["argocd-cm"]
	_is_zero(_data(i)["timeout.reconciliation"])
}

_no_polling := concat(" ", [
	"stops Argo CD from looking for changes: timeout.reconciliation is 0, so it depends on webhooks alone.",
	"Write a time such as 180s.",
])

_faults["argocd-cmd-params-cm"][i] contains ["application.namespaces", "warning", _any_namespace] if {
	some i in _named["argocd-cmd-params-cm"]
	some part in split(k8s.string_at(k8s.resources[i], ["data", "application.namespaces"]), ",")
	trim_space(part) in {"*", "**", "/.*/"}
}

_any_namespace := "takes Applications from every namespace: application.namespaces has *. Name the namespaces."

_switches := {
	"argocd-cm": {
		"exec.enabled": ["warning", "opens shells in pods to users of Argo CD: exec.enabled is true. Remove it."],
		"users.anonymous.enabled": ["error", "lets anybody in: users.anonymous.enabled is true. Remove it."],
	},
	"argocd-cmd-params-cm": {
		"server.disable.auth": ["error", "lets anybody in: server.disable.auth is true. Remove it."],
		"server.insecure": [
			"note",
			"turns TLS off: server.insecure is true. Remove it, unless something in front of it ends TLS.",
		],
	},
}

_flags_in(key, options) := flags if {
	regex.match(`^kustomize\.buildOptions(\..+)?$`, key)
	is_string(options)
	flags := [flag | some flag in _flags; contains(options, flag)]
	count(flags) > 0
}

_flags := ["--enable-exec", "--enable-alpha-plugins", "LoadRestrictionsNone", "load_restrictor none"]

_named[name] contains i if {
	some i in k8s.of("", "ConfigMap")
	name := k8s.name(k8s.resources[i])
}

_data(i) := k8s.object_at(k8s.resources[i], ["data"])

_is_true(true)

_is_true(value) if {
	is_string(value)
	lower(trim_space(value)) == "true"
}

_is_zero(value) if value in {0, "0"}

_is_zero(value) if duration.nanoseconds(value) == 0
