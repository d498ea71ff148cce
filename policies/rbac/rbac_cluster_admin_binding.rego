# METADATA
# title: Binding to cluster-admin
# description: >-
#   cluster-admin may do everything, everywhere, with no limit that a later policy could set; a stolen token of its
#   subject is the end of the cluster. `admin` and `edit` for the whole cluster still read every Secret.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.8"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.1]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRoleBinding
#     metadata: {name: shop-developers}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: cluster-admin
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: shop-developers
#   remedy: |-
#     Bind a role that names what the subject needs, with a RoleBinding in the namespaces where it needs it.
#
#     ```yaml
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: RoleBinding
#     metadata:
#       name: deployer
#       namespace: shop
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: Role
#       name: deployer
#     ```
package policies.rbac.rbac_cluster_admin_binding

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Bindings to the ClusterRole cluster-admin, and of the whole cluster to admin or edit: one for each subject, as
#   another subject is another grant. Where cluster-admin has no subjects but the controllers of Argo CD and Flux,
#   rbac-gitops-admin speaks of it.
report contains finding if {
	some binding in rbac.bindings
	not _is_left(binding)
	defect := _defect(binding)
	some grant in _grants(binding)
	finding := object.union(grant.identity, {
		"at": binding.at,
		"path": ["roleRef", "name"],
		"severity": defect.severity,
		"message": sprintf(
			"%s %s to %s. Bind a role that names what the subject needs.",
			[binding.called, defect.what, grant.to],
		),
	})
}

_is_left(binding) if {
	rbac.is_gitops(binding)
	binding.role.name == "cluster-admin"
	binding.role.kind != "Role"
	params.runs_in("overlay", "rbac.rbac_gitops_admin")
}

_defect(binding) := {"what": "gives cluster-admin, which may do everything,", "severity": severity} if {
	binding.role.name == "cluster-admin"
	binding.role.kind != "Role"
}

# A Role of that name limits nobody who reads it: it is a slip of the kind, or a copy of the ClusterRole.
_defect(binding) := {"what": "gives a Role that is called cluster-admin", "severity": _warning} if {
	binding.role.name == "cluster-admin"
	binding.role.kind == "Role"
}

_defect(binding) := {"what": sprintf("gives %s in every namespace", [binding.role.name]), "severity": _warning} if {
	binding.role.name in {"admin", "edit"}
	binding.cluster
}

_warning := {"production": "warning", "elsewhere": "warning"}

_grants(binding) := [{"to": "nobody yet", "identity": {}}] if count(binding.subjects) == 0

_grants(binding) := [{"to": to, "identity": {"subject": ["subjects"]}} |
	some subject in k8s.array_at(k8s.resources[binding.at], ["subjects"])
	is_object(subject)
	to := sprintf("%s %q", [k8s.string_at(subject, ["kind"]), k8s.string_at(subject, ["name"])])
] if {
	count(binding.subjects) > 0
}
