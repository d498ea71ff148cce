# METADATA
# title: Role that allows everything
# description: >-
#   All verbs on all resources of all API groups is what cluster-admin may do: whoever holds such a role, or steals a
#   token of it, owns the cluster, or with a Role its namespace, and every kind that is installed later.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# - ref: https://fluxcd.io/flux/installation/configuration/multitenancy/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.8"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.1, cis-kubernetes/5.1.3]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-deployer}
#     rules:
#       - apiGroups: ["*"]
#         resources: ["*"]
#         verbs: ["*"]
#   remedy: |-
#     Name the API groups, resources and verbs that are needed.
#
#     ```yaml
#     rules:
#       - apiGroups: [apps]
#         resources: [deployments]
#         verbs: [get, list, watch, patch]
#     ```
package policies.rbac.rbac_full_admin

import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere; a Role is bound to one namespace.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rules of roles that allow all verbs, written out or not, on everything.
report contains finding if {
	some rule in rbac.rules
	rbac.is_full_admin(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": _severity[rule.cluster],
		"message": sprintf(
			"%s allows every verb on every resource of every API group in %s. Name what is needed.",
			[rule.called, paths.shown(rule.path)],
		),
	}
}

_severity := {true: severity, false: {"production": "warning", "elsewhere": "warning"}}
