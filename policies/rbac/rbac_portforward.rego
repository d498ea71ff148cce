# METADATA
# title: Role that may forward ports of pods
# description: >-
#   A forwarded port goes through the API server past every NetworkPolicy and Ingress, to admin pages and databases
#   that listen for their own pod alone.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-developer, namespace: shop}
#     rules:
#       - apiGroups: [""]
#         resources: [pods/portforward]
#         verbs: [create]
#   remedy: |-
#     Leave `pods/portforward` out and publish what people need behind a Service with authentication.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [pods, pods/log]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_portforward

import data.policies.lib.grants
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that open connections to ports of pods. Where they run commands as well, rbac-pod-exec speaks of
#   them; for a role that says in its name that it is for debugging it is a note.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	not _is_left(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": grants.severity_for(rule, _purposes, severity),
		"message": sprintf(
			"%s, so its holder reaches any port of a pod past network policies. Publish what people need instead.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {"kinds": {"": {"*/portforward", "pods/portforward"}}, "verbs": {"create"}}

_purposes := {"debug", "debugger", "debugging", "forward", "portforward", "troubleshoot", "troubleshooting"}

_is_left(rule) if {
	params.runs("rbac.rbac_pod_exec")
	grants.execution(rule)
}
