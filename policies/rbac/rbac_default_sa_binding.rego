# METADATA
# title: Permissions for the default service account
# description: >-
#   Every pod that names no service account runs as `default`, so what is bound to it is given to all of them, and to
#   each pod that comes later, with a token mounted unless somebody keeps it out.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "5.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.5]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: RoleBinding
#     metadata: {name: shop-view, namespace: shop}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: view
#     subjects:
#       - kind: ServiceAccount
#         name: default
#         namespace: shop
#   remedy: |-
#     Create a service account for the workload, bind the role to it, and name it in the pod.
#
#     ```yaml
#     subjects:
#       - kind: ServiceAccount
#         name: shop
#         namespace: shop
#     ```
package policies.rbac.rbac_default_sa_binding

import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Subjects of bindings that are the service account default of a namespace.
report contains finding if {
	some entry in rbac.subjects
	entry.kind == "ServiceAccount"
	entry.name == "default"
	finding := {
		"at": entry.binding.at,
		"path": array.concat(entry.path, ["name"]),
		"message": sprintf(
			"%s gives %q to the service account default, as which every pod runs that names none. Bind one of its own.",
			[entry.binding.called, entry.binding.role.name],
		),
	}
}
