# METADATA
# title: Role that may write bindings
# description: >-
#   A binding decides who holds a role. Who writes bindings gives any permission of their own to anybody, and with
#   `bind` or a wide role of their own that is the way from a stolen token to a lasting one.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "6.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-lead, namespace: shop}
#     rules:
#       - apiGroups: [rbac.authorization.k8s.io]
#         resources: [rolebindings]
#         verbs: [get, list, create, patch]
#   remedy: |-
#     Keep bindings in Git and let Argo CD or Flux apply them; allow to read them.
#
#     ```yaml
#     rules:
#       - apiGroups: [rbac.authorization.k8s.io]
#         resources: [rolebindings]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_bindings_modify

import data.policies.lib.grants
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that create or change RoleBindings and ClusterRoleBindings. Where they may bind or escalate as
#   well, rbac-escalate speaks of them.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	not _is_left(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, so its holder gives its permissions to anybody. Keep bindings in Git and allow to read them alone.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {
	"kinds": {"rbac.authorization.k8s.io": {"clusterrolebindings", "rolebindings"}},
	"verbs": {"create", "patch", "update"},
}

_is_left(rule) if {
	params.runs("rbac.rbac_escalate")
	grants.escalation(rule)
}
