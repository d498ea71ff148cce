# METADATA
# title: Argo CD open to everybody
# description: >-
#   What the default policy of Argo CD allows, everybody may do who can log in, and, with anonymous access on, who
#   cannot. Who may change Applications deploys anything as Argo CD, which in most clusters may do everything.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.8"
#   tags: [argocd, rbac, least-privilege, external/cwe/cwe-732]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: argocd-rbac-cm, namespace: argocd}
#     data:
#       policy.default: role:admin
#   remedy: |-
#     Let the default policy read, or allow nothing, and give roles to groups.
#
#     ```yaml
#     data:
#       policy.default: role:readonly
#       policy.csv: |
#         p, role:shop, applications, sync, shop/*, allow
#         g, shop-developers, role:shop
#     ```
package policies.rbac.argo_rbac_open

import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   A default policy that is the admin role, or one that may change anything; lines of the policy that allow
#   everything. Whoever is named there, as a group that is mapped to the admin role, is meant; the subject `*` is
#   everybody.
report contains finding if {
	some at in _configs
	granted := {action | some role in _roles[at]; some action in _actions[at][role]}
	writes := _writes(_roles[at], granted)
	finding := {
		"at": at,
		"path": ["data", "policy.default"],
		"severity": writes.severity,
		"message": sprintf(
			"ConfigMap \"argocd-rbac-cm\" gives everybody the role %s, which %s. Set policy.default: role:readonly.",
			[_default_role(at), writes.says],
		),
	}
}

report contains finding if {
	some at in _configs
	some key, lines in _lines[at]
	fault := _open(lines)
	path := ["data", key]
	finding := {
		"at": at,
		"path": path,
		"severity": fault.severity,
		"message": sprintf(
			"ConfigMap \"argocd-rbac-cm\" allows everything to %s in %s. Allow what is needed, on the projects that are.",
			[fault.whom, paths.shown(path)],
		),
	}
}

_configs contains at if {
	some at in k8s.of("", "ConfigMap")
	k8s.name(k8s.resources[at]) == "argocd-rbac-cm"
}

_default_role(at) := k8s.string_at(k8s.resources[at], ["data", "policy.default"])

# The lines of policy.csv and of policy.<any>.csv, which Argo CD reads as one.
_lines[at][key] contains fields if {
	some at in _configs
	some key, text in k8s.object_at(k8s.resources[at], ["data"])
	regex.match(`^policy\.(?:.+\.)?csv$`, key)
	is_string(text)
	some line in split(text, "\n")
	fields := [trim(field, " \t\r\"") | some field in split(line, ",")]
}

# ---- what everybody may do -------------------------------------------------------------------------

_writes(roles, granted) := {"severity": severity, "says": "may do everything"} if {
	"role:admin" in roles
} else := {"severity": _milder, "says": sprintf("may do more than read: %s", [paths.listed(granted)])} if {
	count(granted) > 0
}

# The default role and those that it has in turn.
_roles[at] contains role if {
	some at in _configs
	role := _default_role(at)
}

_roles[at] contains role if {
	some at, members in _members
	some member in graph.reachable(members, {_default_role(at)})
	some role in members[member]
}

_members[at][member] contains role if {
	some at in _configs
	some lines in _lines[at]
	some ["g", member, role] in lines
}

_actions[at][member] contains action if {
	some at in _configs
	some lines in _lines[at]
	some ["p", member, resource, verb, _, "allow"] in lines
	verb != "get"
	action := sprintf("%s on %s", [verb, resource])
}

_milder := {"production": "warning", "elsewhere": "note"}

# ---- who may do everything -------------------------------------------------------------------------

_open(lines) := {"severity": severity, "whom": "everybody"} if {
	"*" in _all_powerful(lines)
} else := {"severity": _milder, "whom": paths.listed(named)} if {
	named := _all_powerful(lines)
	count(named) > 0
}

_all_powerful(lines) := {subject |
	some ["p", subject, "*", "*", object_, "allow"] in lines
	object_ in {"*", "*/*"}
	subject != "role:admin"
} | {subject | some ["g", subject, "role:admin"] in lines; subject == "*"}
