# METADATA
# title: Role that may run commands in pods
# description: >-
#   A shell in a container reads its Secrets and its token, and changes what runs without a trace in Git. `get` is
#   enough to open one over a websocket, and an ephemeral container brings its own image along.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-support, namespace: shop}
#     rules:
#       - apiGroups: [""]
#         resources: [pods/exec]
#         verbs: [create]
#   remedy: |-
#     Leave `pods/exec`, `pods/attach` and `pods/ephemeralcontainers` out, logs are often enough. Where people must
#     get in, bind a role that says so in its name, for a while.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [pods, pods/log]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_pod_exec

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that run commands in containers, named or by a wildcard. For a role whose name says that it is for
#   debugging it is a warning.
report contains finding if {
	some [rule, found] in grants.executions
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": grants.severity_for(rule, _purposes, severity),
		"message": sprintf(
			"%s, so its holder runs commands in containers. Leave it out; pods/log is enough to read logs.",
			[grants.says(rule, found)],
		),
	}
}

_purposes := {
	"attach", "breakglass", "debug", "debugger", "debugging", "exec", "shell", "terminal", "troubleshoot",
	"troubleshooting",
}
