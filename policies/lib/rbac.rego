# METADATA
# title: Rules of Roles and ClusterRoles
# description: What a role grants, read once for every rule on permissions.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
package policies.lib.rbac

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths

_groups := {"authorization.openshift.io", "rbac.authorization.k8s.io"}

# METADATA
# description: >-
#   Every rule of every Role and ClusterRole: `at`, `path` (of the rule), `called` (the role, in words), `cluster`
#   (whether it is a ClusterRole), `api_groups`, `resources`, `verbs`, `names` (resourceNames) and `urls`
#   (nonResourceURLs), as sets of strings. The rules of an aggregated ClusterRole are left out: the control plane
#   overwrites them.
rules := [rule |
	some kind, cluster in {"ClusterRole": true, "Role": false}
	some group in _groups
	some at in k8s.of(group, kind)
	role := k8s.resources[at]
	object.get(role, "aggregationRule", null) == null
	called := k8s.call(role)
	some i, grant in k8s.array_at(role, ["rules"])
	is_object(grant)
	rule := {
		"at": at,
		"path": ["rules", i],
		"called": called,
		"cluster": cluster,
		"api_groups": _strings(grant, "apiGroups"),
		"resources": _strings(grant, "resources"),
		"verbs": _strings(grant, "verbs"),
		"names": _strings(grant, "resourceNames"),
		"urls": _strings(grant, "nonResourceURLs"),
	}
]

_strings(grant, field) := {text |
	some text in k8s.array_at(grant, [field])
	is_string(text)
}

# METADATA
# description: >-
#   Every RoleBinding and ClusterRoleBinding: `at`, `called`, `cluster` (whether it is a ClusterRoleBinding), `role`
#   (`kind` and `name` of its roleRef, "" where absent) and `subjects` (objects).
bindings := [binding |
	some kind, cluster in {"ClusterRoleBinding": true, "RoleBinding": false}
	some group in _groups
	some at in k8s.of(group, kind)
	resource := k8s.resources[at]
	binding := {
		"at": at,
		"called": k8s.call(resource),
		"cluster": cluster,
		"role": {
			"kind": k8s.string_at(resource, ["roleRef", "kind"]),
			"name": k8s.string_at(resource, ["roleRef", "name"]),
		},
		"subjects": [subject | some subject in k8s.array_at(resource, ["subjects"]); is_object(subject)],
	}
]

# METADATA
# description: >-
#   Every subject of every binding: `binding` (as above), `path`, `kind` and `name` ("" where absent), and `subject`.
subjects := [entry |
	some binding in bindings
	some i, subject in k8s.array_at(k8s.resources[binding.at], ["subjects"])
	is_object(subject)
	entry := {
		"binding": binding,
		"path": ["subjects", i],
		"kind": k8s.string_at(subject, ["kind"]),
		"name": k8s.string_at(subject, ["name"]),
		"subject": subject,
	}
]

# METADATA
# description: Whether a subject is a controller of Argo CD or Flux, which apply what is in Git.
is_gitops_controller(subject) if {
	subject.kind == "ServiceAccount"
	regex.match(
		`(?:^|-)(?:argocd-(?:application-controller|server)|kustomize-controller|helm-controller)$`,
		k8s.string_at(subject, ["name"]),
	)
}

# METADATA
# description: Whether a binding has no subjects but such controllers, so that rbac-gitops-admin speaks of it.
is_gitops(binding) if {
	count(binding.subjects) > 0
	every subject in binding.subjects { is_gitops_controller(subject) }
}

_every_verb := {"create", "delete", "get", "list", "patch", "update", "watch"}

# METADATA
# description: Whether a rule allows everything on everything; names of objects would limit it.
is_full_admin(rule) if {
	"*" in rule.api_groups
	"*" in rule.resources
	_has_every_verb(rule.verbs)
	count(rule.names) == 0
}

# METADATA
# description: Whether rbac-full-admin reports a rule, so that the rules on its parts stay silent.
is_left(rule) if {
	params.runs("rbac.rbac_full_admin")
	is_full_admin(rule)
}

# METADATA
# description: The roles that hold a rule which allows everything, by their index.
full_admins contains rule.at if {
	some rule in rules
	is_full_admin(rule)
}

# METADATA
# description: Whether a rule allows every verb on every URL that is no resource.
is_url_wildcard(rule) if {
	"*" in rule.verbs
	count(rule.urls & {"*", "/*"}) > 0
}

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
	not is_left(rule)
}

# METADATA
# description: >-
#   A grant, as in `grant`, that a rule of the severity of an error reports. What a wildcard among the resources brings
#   along is left to rbac-wildcard-resources, where that rule runs: it names a dozen of such things at once, and
#   rbac-secrets-access fails a ClusterRole on everything in the core group. Not left are verbs that name the danger,
#   and API groups where the wildcard can hardly mean anything else, once for a rule of a role.
severe(rule, wanted) := found if {
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
#   A grant, as in `grant`, that a rule of a lower severity reports: what comes by any wildcard is left to the rules on
#   wildcards, where they run.
mild(rule, wanted) := found if {
	found := grant(rule, wanted)
	not _is_wildcard(found)
}

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

_is_word(part, words) if strings.any_suffix_match(part, {word | some word in words; count(word) > 6})

_milder := {"error": "warning", "note": "note", "off": "off", "warning": "note"}

# METADATA
# scope: document
# description: Whether a rule belongs to a ClusterRole that makes up the default roles view, edit and admin.
is_added_to_default(rule) if count(default_roles(rule.at)) > 0

is_added_to_default(rule) if {
	name := k8s.name(k8s.resources[rule.at])
	name in {"system:aggregate-to-admin", "system:aggregate-to-edit", "system:aggregate-to-view"}
}

# METADATA
# description: The default roles to which the labels of a ClusterRole, by its index, add its rules.
default_roles(at) := {name |
	some name in ["admin", "edit", "view"]
	label := sprintf("rbac.authorization.k8s.io/aggregate-to-%s", [name])
	k8s.string_at(k8s.resources[at], ["metadata", "labels", label]) == "true"
}

# METADATA
# description: >-
#   What a rule allows that hands out more permissions than its holder has: `bind` and `escalate`, but for `bind` on
#   named roles.
escalation(rule) := found if {
	found := severe(rule, {
		"kinds": {"rbac.authorization.k8s.io": {"clusterrolebindings", "clusterroles", "rolebindings", "roles"}},
		"verbs": {"bind", "escalate"},
	})
	not _is_bind_of_named(rule, found)
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
		part := severe(rule, wanted)
	]
	count(found) > 0
	resources := union({part.resources | some part in found})
	verbs := union({part.verbs | some part in found})
}

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

_has_every_verb(verbs) if "*" in verbs

_has_every_verb(verbs) if count(_every_verb - verbs) == 0

# METADATA
# description: What a rule is about, in words.
covers(rule) := paths.listed({name |
	some text in (rule.resources | rule.urls)
	name := object.get({"*": "everything"}, text, text)
})

# METADATA
# description: The API groups of a rule, in words; the core group has an empty name.
groups_of(rule) := "every API group" if {
	"*" in rule.api_groups
} else := sprintf("the API group %s", [paths.listed(_group_names(rule))]) if {
	count(rule.api_groups) == 1
} else := sprintf("the API groups %s", [paths.listed(_group_names(rule))])

_group_names(rule) := {name | some group in rule.api_groups; name := object.get({"": "core"}, group, group)}

# METADATA
# description: >-
#   Whether a rule is about custom resources that belong to the role's own software: every API group is a custom one
#   whose name begins a part of the name, the namespace or the app labels of the role (knative-eventing-admin:
#   eventing.knative.dev). Groups of Kubernetes and OpenShift are nobody's own.
is_own_group(rule) if {
	count(rule.api_groups) > 0
	text := _identities[rule.at]
	every group in rule.api_groups { _is_own(group, text) }
}

_is_own(group, text) if {
	contains(group, ".")
	not strings.any_suffix_match(group, {".k8s.io", ".openshift.io"})
	words := split(group, ".")
	some i, word in words
	i < count(words) - 1
	count(word) > 2
	contains(text, concat("", ["-", word]))
}

_identities[at] := _identity(k8s.resources[at]) if some at in {rule.at | some rule in rules}

_identity(role) := lower(concat("-", [text |
	some path in [
		[],
		["metadata", "name"],
		["metadata", "namespace"],
		["metadata", "labels", "app"],
		["metadata", "labels", "app.kubernetes.io/instance"],
		["metadata", "labels", "app.kubernetes.io/name"],
		["metadata", "labels", "app.kubernetes.io/part-of"],
	]
	text := regex.replace(k8s.string_at(role, path), `[^A-Za-z0-9]+`, "-")
]))
