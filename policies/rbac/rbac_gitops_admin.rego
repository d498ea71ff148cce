# METADATA
# title: GitOps controller that may do everything
# description: >-
#   Argo CD and Flux apply what is in Git. As cluster-admin they apply anything from anybody who gets a commit or an
#   Application through, so the permissions of the whole cluster are those of its least guarded repository.
# related_resources:
# - ref: https://fluxcd.io/flux/installation/configuration/multitenancy/
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/security/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   security_severity: "7.0"
#   tags: [rbac, argocd, flux, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.1]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRoleBinding
#     metadata: {name: argocd-application-controller}
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: ClusterRole
#       name: cluster-admin
#     subjects:
#       - kind: ServiceAccount
#         name: argocd-application-controller
#         namespace: argocd
#   remedy: |-
#     Let Flux act as the service accounts that its objects name (`--default-service-account`), and Argo CD in the
#     namespaces that it serves, or as the accounts of its projects. What an installation ships is waived where that
#     is decided.
#
#     ```yaml
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: RoleBinding
#     metadata:
#       name: shop-reconciler
#       namespace: shop
#     roleRef:
#       apiGroup: rbac.authorization.k8s.io
#       kind: Role
#       name: shop-reconciler
#     subjects:
#       - kind: ServiceAccount
#         name: shop-reconciler
#         namespace: shop
#     ```
package policies.rbac.rbac_gitops_admin

import data.policies.lib.accounts
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Controllers of Argo CD and Flux, and service accounts that objects of Flux name, which are bound to cluster-admin
#   or to a role of the overlay that allows everything. For an account of a tenant in a ClusterRoleBinding it is an
#   error. What rbac-cluster-admin-binding or rbac-full-admin says already is left to them.
report contains finding if {
	overlay.is_whole
	some entry in rbac.subjects
	who := _who(entry)
	what := _power(entry.binding)
	finding := {
		"at": entry.binding.at,
		"path": entry.path,
		"severity": _severity(who, entry.binding),
		"message": sprintf(
			"%s lets %s %q do everything (%s). Bind it to a role that names what it applies.",
			[entry.binding.called, who, entry.name, what],
		),
	}
}

_who(entry) := "the controller" if rbac.is_gitops_controller(entry.subject)

else := "the tenant's service account" if {
	entry.kind == "ServiceAccount"
	[accounts.namespace_of(entry), entry.name] in _reconcilers
}

# The accounts that objects of Flux apply as, by namespace and name.
_reconcilers contains [space, name] if {
	some [group, kind] in [["helm.toolkit.fluxcd.io", "HelmRelease"], ["kustomize.toolkit.fluxcd.io", "Kustomization"]]
	some i in overlay.of(group, kind)
	name := k8s.string_at(k8s.resources[i], ["spec", "serviceAccountName"])
	name != ""
	space := overlay.namespace(k8s.resources[i])
}

_power(binding) := "cluster-admin" if {
	binding.role.name == "cluster-admin"
	binding.role.kind != "Role"
	not _is_told(binding)
}

_power(binding) := sprintf("%s %s", [binding.role.kind, binding.role.name]) if {
	not params.runs_in("resource", "rbac.rbac_full_admin")
	some at in _roles(binding)
	at in rbac.full_admins
}

_is_told(binding) if {
	params.runs_in("resource", "rbac.rbac_cluster_admin_binding")
	not rbac.is_gitops(binding)
}

_roles(binding) := overlay.find("rbac.authorization.k8s.io", "ClusterRole", "", binding.role.name) if {
	binding.role.kind == "ClusterRole"
}

_roles(binding) := overlay.find("rbac.authorization.k8s.io", "Role", space, binding.role.name) if {
	binding.role.kind == "Role"
	space := overlay.namespace(k8s.resources[binding.at])
}

_severity(who, binding) := {"production": "error", "elsewhere": "error"} if {
	who == "the tenant's service account"
	binding.cluster
} else := severity
