# METADATA
# title: Binding of system:masters
# description: >-
#   The API server lets the group `system:masters` through before it reads any role: a binding adds nothing to it,
#   cannot limit it, and taking the binding away revokes nothing. Who is in the group can be told from no object of
#   the cluster.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.8"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.7]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRoleBinding
#     metadata: {name: platform-admins}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: view
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: system:masters
#   remedy: |-
#     Take the group out and bind a group of your own; keep certificates for `system:masters` for emergencies.
#
#     ```yaml
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: platform-admins
#     ```
package policies.rbac.rbac_system_masters_binding

import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Subjects of bindings that are the group system:masters.
report contains finding if {
	some entry in rbac.subjects
	entry.kind in {"Group", "SystemGroup"}
	entry.name == "system:masters"
	finding := {
		"at": entry.binding.at,
		"path": array.concat(entry.path, ["name"]),
		"message": sprintf(
			"%s gives %q to the group system:masters, which no role can limit. Bind a group of your own.",
			[entry.binding.called, entry.binding.role.name],
		),
	}
}
