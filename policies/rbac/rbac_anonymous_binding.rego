# METADATA
# title: Permissions for everybody
# description: >-
#   What `system:anonymous` or `system:unauthenticated` may do, anybody may do who reaches the API server, without a
#   login. `system:authenticated` is every user and every token of the cluster, `system:serviceaccounts` every pod in
#   it.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "9.1"
#   tags: [rbac, least-privilege, external/cwe/cwe-306, external/cwe/cwe-732]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRoleBinding
#     metadata: {name: shop-status}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: view
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: system:unauthenticated
#   remedy: |-
#     Bind the role to the groups, users or service accounts that need it.
#
#     ```yaml
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: shop-developers
#     ```
package policies.rbac.rbac_anonymous_binding

import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Subjects of bindings that are everybody, or everybody with a login, which is a warning; but for the roles of
#   discovery that Kubernetes and OpenShift bind in that way themselves. A group for the user, or the other way round,
#   is a slip away from it.
report contains finding if {
	some entry in rbac.subjects
	not entry.binding.role.name in _public
	trim_prefix(entry.kind, "System") in {"Group", "User"} # authorization.openshift.io calls them SystemGroup
	who := _everybody[entry.name]
	finding := {
		"at": entry.binding.at,
		"path": array.concat(entry.path, ["name"]),
		"severity": who.severity,
		"message": sprintf(
			"%s gives %q to %s %s, which stands for %s. Bind it to those who need it.",
			[entry.binding.called, entry.binding.role.name, lower(entry.kind), entry.name, who.called],
		),
	}
}

_everybody := {
	"system:anonymous": {"called": "everybody without a login", "severity": severity},
	"system:authenticated": {"called": "everybody with a login", "severity": _warning},
	"system:serviceaccounts": {"called": "every pod of the cluster", "severity": _warning},
	"system:unauthenticated": {"called": "everybody without a login", "severity": severity},
}

_warning := {"production": "warning", "elsewhere": "warning"}

_public := {
	"basic-user", "system:basic-user", "system:discovery", "system:openshift:discovery",
	"system:openshift:public-info-viewer", "system:public-info-viewer",
}
