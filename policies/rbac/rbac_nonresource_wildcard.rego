# METADATA
# title: ClusterRole on every URL
# description: >-
#   URLs that are no resources lead to the API server itself: metrics, profiles of its memory under /debug/pprof, logs
#   of the node under /logs, and whatever extension servers add. Every verb on all of them is a part of cluster-admin
#   that hardly anybody needs.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "6.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-monitoring}
#     rules:
#       - nonResourceURLs: ["*"]
#         verbs: ["*"]
#   remedy: |-
#     Name the paths that are needed, and the verb `get`.
#
#     ```yaml
#     rules:
#       - nonResourceURLs: [/metrics, /healthz]
#         verbs: [get]
#     ```
package policies.rbac.rbac_nonresource_wildcard

import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles with the verb "*" on all URLs. A role that allows everything on all resources as well is
#   left to rbac-full-admin.
report contains finding if {
	some rule in rbac.rules
	rule.cluster
	rbac.is_url_wildcard(rule)
	not _is_left(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s allows every verb on every URL of the API server in %s. Name the paths, and get alone.",
			[rule.called, paths.shown(rule.path)],
		),
	}
}

_is_left(rule) if {
	params.runs("rbac.rbac_full_admin")
	rule.at in rbac.full_admins
}
