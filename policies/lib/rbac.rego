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

# METADATA
# description: "The indexes of the rules that name a resource, a wildcard too: by_resource.secrets is the set of them."
by_resource := {name: places | # regal ignore:prefer-set-or-object-rule
	some name in {pair[0] | some pair in _named}
	places := {pair[1] | some pair in _named; pair[0] == name}
}

_named := [[name, i] |
	some i, rule in rules
	some name in rule.resources
]

_strings(grant, field) := {text |
	is_array(grant[field])
	some text in grant[field]
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

_has_every_verb(verbs) if "*" in verbs

_has_every_verb(verbs) if count(_every_verb - verbs) == 0

# METADATA
# description: What a rule is about, in words.
covers(rule) := paths.listed(_resources_of(rule) | _addresses_of(rule))

_resources_of(rule) := {name | some text in rule.resources; name := _covered(rule, text)}

_addresses_of(rule) := {name | some text in rule.urls; name := object.get({"*": "every address"}, text, text)}

_covered(rule, "*") := "everything" if {
	"*" in rule.api_groups
} else := sprintf("everything of %s", [groups_of(rule)])

_covered(_, text) := text if text != "*"

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
#   eventing.knative.dev), also after "kube" (kuberay-operator: ray.io). Groups of Kubernetes and OpenShift are nobody's
#   own.
is_own_group(rule) if {
	count(rule.api_groups) > 0
	text := _identity(k8s.resources[rule.at])
	every group in rule.api_groups { _is_own(group, text) }
}

_is_own(group, text) if {
	contains(group, ".")
	not strings.any_suffix_match(group, {".k8s.io", ".openshift.io"})
	words := split(group, ".")
	some i, word in words
	i < count(words) - 1
	count(word) > 2
	some start in ["-", "-kube"]
	contains(text, concat("", [start, word]))
}

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
