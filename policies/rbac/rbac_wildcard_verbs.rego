# METADATA
# title: Role with the verb "*"
# description: >-
#   The wildcard allows every verb there is and will be: deletion of whole collections, and on some kinds escalation,
#   impersonation or approval, which nobody meant to grant.
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
#     metadata: {name: shop-jobs, namespace: shop}
#     rules:
#       - apiGroups: [batch]
#         resources: [jobs]
#         verbs: ["*"]
#   remedy: |-
#     List the verbs that are needed.
#
#     ```yaml
#     rules:
#       - apiGroups: [batch]
#         resources: [jobs]
#         verbs: [get, list, watch, create, delete]
#     ```
package policies.rbac.rbac_wildcard_verbs

import data.policies.lib.grants
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles with the verb "*", but for custom resources that the role's software owns. Every verb on every URL is
#   left to rbac-nonresource-wildcard, every verb on roles and bindings to rbac-escalate, which points at the same verb.
report contains finding if {
	some rule in rbac.rules
	"*" in rule.verbs
	not rbac.is_left(rule)
	not _is_told(rule)
	not rbac.is_own_group(rule)
	path := array.concat(rule.path, ["verbs"])
	finding := {
		"at": rule.at,
		"path": path,
		"message": sprintf(
			"%s allows every verb on %s (\"*\" in %s). List the verbs that are needed.",
			[rule.called, rbac.covers(rule), paths.shown(path)],
		),
	}
}

_is_told(rule) if {
	params.runs("rbac.rbac_nonresource_wildcard")
	rule.cluster
	rbac.is_url_wildcard(rule)
}

_is_told(rule) if {
	params.runs("rbac.rbac_escalate")
	grants.escalation(rule)
}
