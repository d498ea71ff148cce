# METADATA
# title: Role on all resources
# description: >-
#   The wildcard covers every kind of the API group, its subresources and what is installed later: on the core group
#   that is Secrets, `pods/exec` and `serviceaccounts/token`.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "6.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.3]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-reader, namespace: shop}
#     rules:
#       - apiGroups: [apps]
#         resources: ["*"]
#         verbs: [get, list, watch]
#   remedy: |-
#     List the resources that are needed, subresources too.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [pods, pods/log]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_wildcard_resources

import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles on all resources (`*`) or all subresources of one (`pods/*`), but for custom resources that the
#   role's software owns. One subresource of all kinds (`*/scale`) is what autoscalers need.
report contains finding if {
	some rule in rbac.rules
	wild := {sprintf("%q", [name]) | some name in rule.resources; _is_wild(name)}
	count(wild) > 0
	not rbac.is_left(rule)
	not rbac.is_own_group(rule)
	path := array.concat(rule.path, ["resources"])
	finding := {
		"at": rule.at,
		"path": path,
		"message": sprintf(
			"%s covers %s of %s in %s. List the resources that are needed.",
			[rule.called, paths.listed(wild), rbac.groups_of(rule), paths.shown(path)],
		),
	}
}

_is_wild("*")

_is_wild(name) if endswith(name, "/*")
