# METADATA
# title: Values of a test environment in production
# description: >-
#   A label, a host name or a switch that says development, in what production runs, is mostly a value that the overlay
#   should have replaced. Production then talks to the database of the tests, answers under their name, or tells
#   strangers in its error pages how it works.
# related_resources:
# - ref: https://12factor.net/config
# - ref: https://cwe.mitre.org/data/definitions/489.html
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   tags: [promotion, environments, external/cwe/cwe-489]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: shop}
#     data:
#       PAYMENT_URL: https://payment.staging.example.com/v2
#   remedy: |-
#     Replace the value in the overlay of production, or keep it out of the base.
#
#     ```yaml
#     patches:
#     - target: {kind: Deployment, name: shop}
#       patch: |-
#         - op: replace
#           path: /spec/template/spec/containers/0/env/0/value
#           value: "false"
#     ```
package policies.graph.env_dev_values_in_prod

import data.policies.lib.argo_stages
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Labels and variables that name another environment, hosts of one, and debug switches that are on. What they are in
#   the overlays of other environments is right.
report contains finding if {
	some [at, path, fault] in array.flatten([_labels, _hosts, _variables, _settings, _arguments])
	finding := {
		"at": at,
		"path": path,
		"message": sprintf("%s %s, which is not for production. Replace it in the overlay of production.", [
			k8s.call(k8s.resources[at]), fault,
		]),
	}
}

# ---- labels ----------------------------------------------------------------------------------------

# Those of pod templates where the object itself does not say the same.
_labels := [[at, array.concat(path, [key]), sprintf("has the label %s: %s", [key, value])] |
	some [at, path, labels] in array.concat(_own, _of_pods)
	regex.match(_environment_member, json.marshal(labels))
	some key, value in labels
	_is_environment_key(key)
	_is_other(value)
]

_environment_member := `(?i)["/](?:env|environment|stage)":` # one look at all labels

_own := [[at, path, labels] |
	path := ["metadata", "labels"]
	some at, r in k8s.resources
	labels := r.metadata.labels
	is_object(labels)
]

_of_pods := [[pod.at, array.concat(pod.path, ["labels"]), labels] |
	some pod in k8s.pod_metadata
	pod.kind != "Pod"
	is_object(pod.metadata.labels)
	labels := object.filter(pod.metadata.labels, [key |
		some key, value in pod.metadata.labels
		not k8s.resources[pod.at].metadata.labels[key] == value
	])
]

_is_environment_key(key) if regex.match(`(?i)(?:^|/)(?:env|environment|stage)$`, key)

# A word that names another environment and nothing else: dev, staging-2, but not dev-tools.
_is_other(value) if {
	is_string(value)
	regex.match(`^[A-Za-z0-9._-]{1,63}$`, value)
	argo_stages.of(value) == "other"
	words := argo_stages.words(value)
	argo_stages.of(words[count(words) - 1])
}

# ---- hosts -----------------------------------------------------------------------------------------

_hosts := [[at, path, sprintf("answers to the host %q", [host])] |
	some [at, path, host] in array.flatten([_of_rules, _of_lists, _of_routes, _of_gateways])
	_is_other_host(host)
]

_of_rules := [[at, ["spec", "rules", i, "host"], entry.host] |
	some group in ["extensions", "networking.k8s.io"]
	some at in k8s.of(group, "Ingress")
	some i, entry in k8s.array_at(k8s.resources[at], ["spec", "rules"])
]

_lists := {
	"GRPCRoute": ["gateway.networking.k8s.io", "hostnames"],
	"HTTPRoute": ["gateway.networking.k8s.io", "hostnames"],
	"TLSRoute": ["gateway.networking.k8s.io", "hostnames"],
	"VirtualService": ["networking.istio.io", "hosts"],
}

_of_lists := [[at, ["spec", field, i], host] |
	some kind, [group, field] in _lists
	some at in k8s.of(group, kind)
	some i, host in k8s.array_at(k8s.resources[at], ["spec", field])
]

_of_routes := [[at, ["spec", "host"], k8s.resources[at].spec.host] | some at in k8s.of("route.openshift.io", "Route")]

_of_gateways := [[at, ["spec", "servers", i, "hosts", j], host] |
	some at in k8s.of("networking.istio.io", "Gateway")
	some i, server in k8s.array_at(k8s.resources[at], ["spec", "servers"])
	some j, host in k8s.array_at(server, ["hosts"])
]

# A part of a host names another environment: staging.acme.example, shop-dev.acme.example. Names of services within the
# cluster are none, and the last part is a public domain: .dev is one.
_is_other_host(host) if {
	is_string(host)
	regex.match(_other_words, host)
	not k8s.is_templated(host)
	not regex.match(`(^|\.)(svc|local|localhost|internal)$|\.svc\.`, host)
	parts := split(lower(host), ".")
	named := array.slice(parts, 0, count(parts) - 1)
	some part in named
	_is_other(part)
	every part in named { not _is_production(part) }
}

_is_production(part) if argo_stages.of(part) == "production"

_other_words := `(?i)(dev|qa|stag|stg|test|uat|accept|prod)`

# ---- variables and settings ------------------------------------------------------------------------

_variables := [[container.at, array.concat(container.path, ["env", i, "value"]), fault] |
	some container in k8s.containers
	env := container.container.env
	is_array(env)
	some i, variable in env
	is_string(variable.name)
	is_string(variable.value)
	regex.match(_telling, concat("=", [variable.name, variable.value]))
	fault := _fault(variable.name, variable.value)
]

# Without one of these there is no fault: one look at most variables.
_telling := concat("|", [_other_words, "(?i)debug|env"])

_settings := [[at, ["data", key], fault] |
	some at in k8s.of("", "ConfigMap")
	some key, value in k8s.object_at(k8s.resources[at], ["data"])
	is_string(value)
	fault := _fault(key, value)
]

_fault(name, value) := sprintf("sets %s to %q", [name, value]) if {
	_is_switch(name)
	lower(value) in {"1", "on", "true", "yes"}
} else := sprintf("sets %s to %q", [name, value]) if {
	regex.match(`(?i)^([a-z0-9]+[_.-])*(env|environment)$`, name)
	_is_other(value)
} else := sprintf("sets %s to an address of the host %q", [name, host]) if {
	regex.match(_other_words, value)
	count(value) < 1000
	host := _host(name, value)
	_is_other_host(host)
} else := sprintf("switches debug on in %s", [name]) if {
	contains(lower(value), "debug")
	regex.match(`(?mi)^(([a-z0-9]+_)*debug=|debug[ \t]*[:=][ \t]*)["']?true["']?[ \t]*\r?$`, value)
}

# DEBUG, APP_DEBUG, debug.enabled, but neither NO_DEBUG nor DEBUG_PORT.
_is_switch(name) if {
	regex.match(`(?i)debug([_.-]?(mode|enabled?))?$`, name)
	not regex.match(`(?i)(^|[_.-])(no|non|not|disable|disabled|without|skip)([_.-]|$)`, name)
}

# The host of an address, without its user and password; a bare host only where the name says that it is one.
_host(name, value) := host if {
	[[_, host]] := regex.find_all_string_submatch_n(`^[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?([^/:@?#\s,]+)[^\s,]*$`, value, 1)
	name != ""
} else := host if {
	regex.match(`(?i)(host|hostname|domain|endpoint|server|addr|address)$`, name)
	[[_, host]] := regex.find_all_string_submatch_n(`^([A-Za-z0-9*.-]+)(?::[0-9]+)?$`, value, 1)
}

_arguments := [[container.at, array.concat(container.path, [field, i]), sprintf("is started with %s", [argument])] |
	some container in k8s.containers
	some field, words in object.filter(container.container, ["command", "args"])
	is_array(words)
	some i, argument in words
	argument in {"--debug", "--debug=true", "-debug", "-debug=true"}
]
