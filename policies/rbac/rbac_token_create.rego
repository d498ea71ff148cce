# METADATA
# title: Role that may make tokens of service accounts
# description: >-
#   A token that is asked for is a login as that service account, valid outside of the cluster for as long as the
#   asker wants. On every service account it is every permission that any of them has.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.13]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-vault}
#     rules:
#       - apiGroups: [""]
#         resources: [serviceaccounts/token]
#         verbs: [create]
#   remedy: |-
#     Name the service accounts whose tokens are needed.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [serviceaccounts/token]
#         resourceNames: [shop-vault]
#         verbs: [create]
#     ```
package policies.rbac.rbac_token_create

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rules of roles that create tokens of service accounts which they do not name.
report contains finding if {
	some [rule, found] in grants.severe(_wanted)
	count(rule.names) == 0
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, so its holder logs in as any service account. Name the ones that are needed in resourceNames.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {"kinds": {"": {"*/token", "serviceaccounts/token"}}, "verbs": {"create"}}
