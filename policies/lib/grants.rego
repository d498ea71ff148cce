# METADATA
# title: What a rule of a role grants
# description: >-
#   Looks for single permissions in the rules of roles: how wildcards count, which of several rules of ours speaks of
#   them, and how a message says it.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
package policies.lib.grants

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: >-
#   What a rule allows of what somebody looks for: the `resources` and the `verbs` of the rule that say so, wildcards
#   among them. `wanted` has `kinds`, sets of resources by API group, and `verbs`. Undefined where the rule allows none
#   of it, or rbac-full-admin reports it.
grant(rule, wanted) := {"resources": resources, "verbs": verbs} if {
	verbs := rule.verbs & (wanted.verbs | {"*"})
	count(verbs) > 0
	resources := {name |
		some group, names in wanted.kinds
		count(rule.api_groups & {group, "*"}) > 0
		some name in (rule.resources & (names | {"*"}))
	}
	count(resources) > 0
	not rbac.is_left(rule)
}

# METADATA
# description: >-
#   The rules of roles with a grant, as in `grant`, that a rule of ours with the severity of an error reports, as pairs
#   of rule and grant. What a wildcard among the resources brings along is left to rbac-wildcard-resources, where that
#   rule runs: it names a dozen of such things at once, and rbac-secrets-access fails a ClusterRole on everything in the
#   core group. Not left are verbs that name the danger, and API groups where the wildcard can hardly mean anything
#   else, once for a rule of a role.
severe(wanted) := [[rule, found] |
	some i in _candidates(wanted)
	rule := rbac.rules[i]
	found := _severe(rule, wanted)
]

_candidates(wanted) := {i |
	names := _named & ({"*"} | union({names | some names in wanted.kinds}))
	verbs := wanted.verbs | {"*"}
	some name in names
	some i in rbac.by_resource[name]
	rbac.rules[i].verbs & verbs != set()
}

_named := object.keys(rbac.by_resource)

_severe(rule, wanted) := found if {
	found := grant(rule, wanted)
	not _is_general(rule, wanted, found)
	not _is_outdone(rule, wanted, found)
}

_is_general(rule, wanted, found) if {
	found.resources == {"*"}
	params.runs("rbac.rbac_wildcard_resources")
	count(found.verbs & {"approve", "bind", "escalate", "impersonate"}) == 0
	every group in object.keys(_dangerous) & object.keys(wanted.kinds) { not group in rule.api_groups }
}

_is_outdone(rule, wanted, found) if {
	rule.cluster
	found == {"resources": {"*"}, "verbs": {"*"}}
	some group, danger in _dangerous
	group in rule.api_groups
	params.runs(danger.rule)
	some other in object.keys(wanted.kinds)
	danger.rank < object.get(_dangerous, [other, "rank"], 9)
}

# The groups with little else in them, from the most to the least dangerous.
_dangerous := {
	"rbac.authorization.k8s.io": {"rank": 1, "rule": "rbac.rbac_escalate"},
	"admissionregistration.k8s.io": {"rank": 2, "rule": "rbac.rbac_webhook_modify"},
	"certificates.k8s.io": {"rank": 3, "rule": "rbac.rbac_csr_approve"},
}

# METADATA
# description: >-
#   The same for rules of ours with a lower severity: what comes by any wildcard is left to the rules on wildcards,
#   where they run.
mild(wanted) := [[rule, found] |
	some i in _candidates(wanted)
	rule := rbac.rules[i]
	found := grant(rule, wanted)
	not _is_wildcard(found)
]

_is_wildcard(found) if {
	found.resources == {"*"}
	params.runs("rbac.rbac_wildcard_resources")
}

_is_wildcard(found) if {
	found.verbs == {"*"}
	params.runs("rbac.rbac_wildcard_verbs")
}

# METADATA
# description: 'What a rule allows, in words: ClusterRole "shop" allows create and get on pods/exec in rules[0].'
says(rule, found) := sprintf("%s allows %s on %s in %s", [
	rule.called,
	_verbs_in_words(found.verbs),
	_resources_in_words(found.resources),
	paths.shown(rule.path),
])

_verbs_in_words(verbs) := "every verb" if "*" in verbs

_verbs_in_words(verbs) := paths.joined(verbs) if not "*" in verbs

_resources_in_words(names) := "every resource" if "*" in names

_resources_in_words(names) := paths.listed(names) if not "*" in names

# METADATA
# description: >-
#   How bad a finding is for a role whose name says, by one of some words, that this is what it is for: one degree less.
#   Long words count within others, as in "metacontroller".
severity_for(rule, words, severity) := {where: _milder[level] | some where, level in severity} if {
	some part in regex.split(`[^a-z0-9]+`, lower(k8s.name(k8s.resources[rule.at])))
	_is_word(part, words)
} else := severity

_is_word(part, words) if part in words

_is_word(part, words) if strings.any_suffix_match(part, _long(words))

_long(words) := {word | some word in words; count(word) > 6}

_milder := {"error": "warning", "note": "note", "off": "off", "warning": "note"}

# METADATA
# description: >-
#   What a rule allows that hands out more permissions than its holder has: `bind` and `escalate`, but for `bind` on
#   named roles.
escalation(rule) := found if {
	found := _severe(rule, _escalation)
	not _is_bind_of_named(rule, found)
}

# METADATA
# description: The rules of roles with it, as pairs.
escalations := [[rule, found] |
	some i in _candidates(_escalation)
	rule := rbac.rules[i]
	found := escalation(rule)
]

_escalation := {
	"kinds": {"rbac.authorization.k8s.io": {"clusterrolebindings", "clusterroles", "rolebindings", "roles"}},
	"verbs": {"bind", "escalate"},
}

# The documentation of Kubernetes shows this as the way to let somebody hand out some roles.
_is_bind_of_named(rule, found) if {
	found.verbs == {"bind"}
	count(rule.names) > 0
	not "cluster-admin" in rule.names
}

# METADATA
# description: >-
#   What a rule allows that runs commands in containers, as in `grant`. The API server does not know `pods/*`, which
#   people write for all of it.
execution(rule) := {"resources": resources, "verbs": verbs} if {
	found := [part |
		some wanted in _execution
		part := _severe(rule, wanted)
	]
	count(found) > 0
	resources := union({part.resources | some part in found})
	verbs := union({part.verbs | some part in found})
}

# METADATA
# description: The rules of roles with it, as pairs.
executions := [[rule, found] |
	some i in union({_candidates(wanted) | some wanted in _execution})
	rule := rbac.rules[i]
	found := execution(rule)
]

_execution := [
	{
		"kinds": {"": {"*/attach", "*/exec", "pods/*", "pods/attach", "pods/exec"}},
		"verbs": {"create", "get"},
	},
	{
		"kinds": {"": {"*/ephemeralcontainers", "pods/*", "pods/ephemeralcontainers"}},
		"verbs": {"patch", "update"},
	},
]
