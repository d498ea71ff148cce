# METADATA
# title: ClusterRole that may write admission webhooks
# description: >-
#   An admission webhook sees every object that it asks for, Secrets too, and may change or refuse each of them. Who
#   writes its configuration reads and rewrites the cluster, or switches the policies off that guard it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.12]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-webhook}
#     rules:
#       - apiGroups: [admissionregistration.k8s.io]
#         resources: [mutatingwebhookconfigurations]
#         verbs: [get, list, update, patch]
#   remedy: |-
#     Name the configurations that are its own; what only fills in certificates needs `get` and `patch` on them.
#
#     ```yaml
#     rules:
#       - apiGroups: [admissionregistration.k8s.io]
#         resources: [validatingwebhookconfigurations]
#         resourceNames: [shop-webhook]
#         verbs: [get, patch]
#     ```
package policies.rbac.rbac_webhook_modify

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles that write admission webhook configurations which they do not name. The kinds have no
#   namespace, so a Role grants nothing here.
report contains finding if {
	some [rule, found] in grants.severe(_wanted)
	rule.cluster
	count(rule.names) == 0
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, so its holder sees and changes every object that is admitted. Name its own in resourceNames.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {
	"kinds": {"admissionregistration.k8s.io": {"mutatingwebhookconfigurations", "validatingwebhookconfigurations"}},
	"verbs": {"create", "delete", "deletecollection", "patch", "update"},
}
