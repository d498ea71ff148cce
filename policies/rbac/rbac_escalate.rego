# METADATA
# title: Role that may hand out any permission
# description: >-
#   The API server lets nobody grant what they do not have; `escalate` on roles and `bind` on roles or bindings lift
#   just that. Whoever holds them makes themselves cluster-admin with one request, whatever else the role says.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.8"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.8]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-onboarding}
#     rules:
#       - apiGroups: [rbac.authorization.k8s.io]
#         resources: [clusterroles]
#         verbs: [get, list, bind]
#   remedy: |-
#     Leave `escalate` and `bind` out, and `*` with them: to change roles, `create` and `update` are enough for
#     permissions that the holder has. To hand out certain roles, allow `bind` on their names. An operator that
#     manages RBAC for others needs more: waive it by name, with the reason.
#
#     ```yaml
#     rules:
#       - apiGroups: [rbac.authorization.k8s.io]
#         resources: [clusterroles]
#         resourceNames: [view, shop-reader]
#         verbs: [bind]
#     ```
package policies.rbac.rbac_escalate

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles with `bind` or `escalate`, also by the verb "*", on roles and bindings, but for `bind` on named
#   roles other than cluster-admin.
report contains finding if {
	some [rule, found] in grants.escalations
	finding := {
		"at": rule.at,
		"path": array.concat(rule.path, ["verbs"]),
		"message": sprintf(
			"%s, with which its holder can grant itself anything. Leave out bind and escalate, or limit bind to names.",
			[grants.says(rule, found)],
		),
	}
}
