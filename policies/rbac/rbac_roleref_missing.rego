# METADATA
# title: Binding to a role that is not there
# description: >-
#   A binding to a role that does not exist is accepted and grants nothing, so the workload fails with 403 long after
#   the sync succeeded; and whoever may create a role of that name decides what it grants.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrolebinding-example
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [rbac, validity]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: RoleBinding
#     metadata: {name: shop-developers, namespace: shop}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: Role
#       name: shop-reader
#     subjects:
#       - apiGroup: rbac.authorization.k8s.io
#         kind: Group
#         name: shop-developers
#     ---
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-read, namespace: shop}
#     rules:
#       - apiGroups: [""]
#         resources: [pods]
#         verbs: [get, list]
#   remedy: |-
#     Add the role, or the service account, to the overlay, or mend the name.
#
#     ```yaml
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: Role
#       name: shop-reader
#     ```
package policies.rbac.rbac_roleref_missing

import data.policies.lib.accounts
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   RoleBindings whose Role is not among what the overlay renders in their namespace, and, as a note, service accounts
#   that a binding names and the overlay does not render. ClusterRoles may come from elsewhere, as may the Roles that
#   Kubernetes makes, and anything where the overlay holds a Helm chart. An account that pods of the overlay name
#   is left to pod-service-account-missing.
report contains finding if {
	not accounts.comes_by_chart
	some binding in rbac.bindings
	overlay.is_whole
	binding.role.kind == "Role"
	not _is_made(binding.role.name)
	not k8s.is_templated(binding.role.name)
	not _is_rendered("Role", overlay.namespace(k8s.resources[binding.at]), binding.role.name)
	finding := {
		"at": binding.at,
		"path": ["roleRef", "name"],
		"message": sprintf(
			"%s refers to the Role %q, which the overlay does not hold in its namespace. Add it, or mend the name.",
			[binding.called, binding.role.name],
		),
	}
}

report contains finding if {
	not accounts.comes_by_chart
	some entry in rbac.subjects
	overlay.is_whole
	entry.kind == "ServiceAccount"
	not entry.name in _automatic
	not k8s.is_templated(entry.name)
	not rbac.is_gitops_controller(entry.subject)
	space := accounts.namespace_of(entry)
	count(overlay.may_find("", "ServiceAccount", space, entry.name)) == 0
	not _is_left(space, entry.name)
	finding := {
		"at": entry.binding.at,
		"path": array.concat(entry.path, ["name"]),
		"severity": {"production": "note", "elsewhere": "note"},
		"message": sprintf(
			"%s names the service account %q%s, which the overlay does not hold. Make sure that it is there.",
			[entry.binding.called, entry.name, _of(space)],
		),
	}
}

_is_left(space, name) if {
	params.runs("rbac.pod_service_account_missing")
	accounts.users[[space, name]]
}

_is_rendered(kind, space, name) if {
	some group in {"authorization.openshift.io", "rbac.authorization.k8s.io"}
	count(overlay.may_find(group, kind, space, name)) > 0
}

# https://kubernetes.io/docs/reference/access-authn-authz/rbac/#other-component-roles, and what kubeadm makes.
_is_made(name) if regex.match(`^(?:$|system:|kubeadm:|extension-apiserver-authentication-reader$)`, name)

_of("") := ""

_of(space) := sprintf(" of %s", [space]) if space != ""

# Every namespace has them, or those of OpenShift.
_automatic := {"", "builder", "default", "deployer", "pipeline"}
