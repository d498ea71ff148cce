# METADATA
# title: Role with access to Secrets
# description: >-
#   Whoever may get, list or watch Secrets reads the credentials of everything in the namespace, with a ClusterRole in
#   all of them: tokens of service accounts too, so their permissions as well. Whoever may write them replaces
#   credentials and certificates. To list or watch hands over the content, whatever names the rule gives.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.0"
#   tags: [rbac, secrets, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.2]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-reader}
#     rules:
#       - apiGroups: [""]
#         resources: [configmaps, secrets]
#         verbs: [get, list, watch]
#   remedy: |-
#     Mount the Secret that is needed instead of reading it through the API, or allow `get` on its name alone.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [secrets]
#         resourceNames: [shop-tls]
#         verbs: [get]
#     ```
package policies.rbac.rbac_secrets_access

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere; a Role is bound to one namespace.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that read or write Secrets, named or by a wildcard, but for `get` on named ones. The path is that of
#   the word which covers them, as a rule may list many others.
report contains finding if {
	some rule in rbac.rules
	count(rule.api_groups & {"", "*"}) > 0
	count(rule.resources & {"*", "secrets"}) > 0
	verbs := rule.verbs & _verbs
	count(verbs) > 0
	not _is_get_of_named(rule, verbs)
	not rbac.is_left(rule)
	path := array.concat(rule.path, ["resources", _index(rule)])
	finding := {
		"at": rule.at,
		"path": path,
		"severity": _severity[rule.cluster],
		"message": sprintf(
			"%s allows %s on Secrets%s%s %s. Allow get on the names that are needed, or mount them instead.",
			[
				rule.called, _listed(verbs), _named(rule.names), _where[rule.cluster],
				sprintf(_by[_word(rule)], [paths.shown(path)]),
			],
		),
	}
}

# Where a rule says "secrets", or, if it does not, "*".
_index(rule) := min([i |
	some i, word in object.get(k8s.resources[rule.at], array.concat(rule.path, ["resources"]), [])
	word == _word(rule)
])

_word(rule) := "secrets" if "secrets" in rule.resources

_word(rule) := "*" if not "secrets" in rule.resources

_by := {"*": `("*" in %s)`, "secrets": "in %s"}

_verbs := {"*", "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"}

_is_get_of_named(rule, verbs) if {
	count(rule.names) > 0
	verbs == {"get"}
}

_listed(verbs) := "every verb" if "*" in verbs

_listed(verbs) := paths.joined(verbs) if not "*" in verbs

_named(names) := sprintf(" named %s", [paths.listed(names)]) if count(names) > 0

_named(names) := "" if count(names) == 0

_severity := {true: severity, false: {"production": "warning", "elsewhere": "warning"}}

_where := {true: " of every namespace", false: ""}
