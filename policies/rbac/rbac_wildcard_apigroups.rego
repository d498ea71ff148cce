# METADATA
# title: Role on every API group
# description: >-
#   The same name of a resource exists in several API groups, and each operator that is installed later can bring one
#   more: a role on `ingresses` of every group covers them all, though only one was meant.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.3]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-reader, namespace: shop}
#     rules:
#       - apiGroups: ["*"]
#         resources: [ingresses]
#         verbs: [get, list, watch]
#   remedy: |-
#     Name the API group of each resource; the core group is the empty text.
#
#     ```yaml
#     rules:
#       - apiGroups: [networking.k8s.io]
#         resources: [ingresses]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_wildcard_apigroups

import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles on every API group that name their resources. What is on all resources too is left to
#   rbac-wildcard-resources.
report contains finding if {
	some rule in rbac.rules
	"*" in rule.api_groups
	count(rule.resources) > 0
	not "*" in rule.resources
	path := array.concat(rule.path, ["apiGroups"])
	finding := {
		"at": rule.at,
		"path": path,
		"message": sprintf(
			"%s covers %s of every API group (\"*\" in %s). Name the API groups that are meant.",
			[rule.called, rbac.covers(rule), paths.shown(path)],
		),
	}
}
