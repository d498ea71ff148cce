# METADATA
# title: ClusterRole that reaches past the API server
# description: >-
#   `nodes/proxy` talks to the kubelet directly: it runs commands in every container of the node, past admission and
#   the audit log, and `get` is enough for it. Through the proxies of Services and pods a holder reaches every port
#   behind the network policies.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.10]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-prometheus}
#     rules:
#       - apiGroups: [""]
#         resources: [nodes, nodes/proxy]
#         verbs: [get, list, watch]
#   remedy: |-
#     For metrics of nodes, as Prometheus reads them, allow `nodes/metrics`; for statistics `nodes/stats`.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [nodes/metrics]
#         verbs: [get]
#     ```
package policies.rbac.rbac_nodes_proxy

import data.policies.lib.grants
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles on the proxy of nodes, pods or Services; a Role covers no nodes. The proxy of pods beside a
#   way to run commands in them is left to rbac-pod-exec.
report contains finding if {
	some [rule, found] in grants.severe(_wanted)
	rule.cluster
	not _is_left(rule, found)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, past admission and network policies. Leave the proxy out%s.",
			[grants.says(rule, found), _instead(found)],
		),
	}
}

_is_left(rule, found) if {
	params.runs("rbac.rbac_pod_exec")
	found.resources == {"pods/proxy"}
	grants.execution(rule)
}

_instead(found) := "; nodes/metrics is enough for metrics" if {
	count(found.resources - {"pods/proxy", "services/proxy"}) > 0
} else := ""

_wanted := {
	"kinds": {"": {"*/proxy", "nodes/proxy", "pods/proxy", "services/proxy"}},
	"verbs": {"create", "get"},
}
