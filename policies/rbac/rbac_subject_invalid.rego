# METADATA
# title: Subject that the API server refuses
# description: >-
#   A binding with such a subject is refused as a whole: the sync fails, or, where the binding exists already, the old
#   one stays in force and nobody notices whom it serves.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
# - ref: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/rbac/validation/validation.go
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [rbac, validity]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRoleBinding
#     metadata: {name: shop-view}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: view
#     subjects:
#       - kind: ServiceAccount
#         name: shop
#   remedy: |-
#     Give a service account its namespace and no API group; users and groups are of rbac.authorization.k8s.io.
#     kustomize's `namespace` fills the namespace in for service accounts that are built with the binding, and for
#     `default`.
#
#     ```yaml
#     subjects:
#       - kind: ServiceAccount
#         name: shop
#         namespace: shop
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: shop-developers
#     ```
package policies.rbac.rbac_subject_invalid

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Subjects of bindings without a name, of an unknown kind or a wrong API group, and service accounts without a
#   namespace in ClusterRoleBindings; in a RoleBinding the binding's own counts.
report contains finding if {
	some entry in rbac.subjects
	k8s.group(k8s.resources[entry.binding.at]) == "rbac.authorization.k8s.io"
	[field, advice] := _fault(entry)
	path := array.concat(entry.path, [field])
	finding := {
		"at": entry.binding.at,
		"path": path,
		"message": sprintf(
			"%s is refused by the API server: %s. %s.",
			[entry.binding.called, k8s.field_is(paths.shown(path), object.get(entry.subject, field, null)), advice],
		),
	}
}

_fault(entry) := ["kind", "Write User, Group or ServiceAccount"] if {
	kind := object.get(entry.subject, "kind", null)
	not kind in {"Group", "ServiceAccount", "User"}
	not k8s.is_unknown(kind)
} else := ["name", "Name the subject"] if {
	entry.name == ""
} else := ["apiGroup", "Leave it out, a service account has none"] if {
	entry.kind == "ServiceAccount"
	_is_wrong_group(entry, {null, ""})
} else := ["apiGroup", "Write rbac.authorization.k8s.io"] if {
	entry.kind in {"Group", "User"}
	_is_wrong_group(entry, {null, "", "rbac.authorization.k8s.io"})
} else := ["namespace", "Write the namespace of the service account"] if {
	entry.binding.cluster
	entry.kind == "ServiceAccount"
	k8s.string_at(entry.subject, ["namespace"]) == ""
}

_is_wrong_group(entry, allowed) if {
	group := object.get(entry.subject, "apiGroup", null)
	not group in allowed
	not k8s.is_unknown(group)
}
