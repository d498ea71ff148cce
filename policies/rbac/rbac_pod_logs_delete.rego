# METADATA
# title: Role that may delete logs of pods
# description: >-
#   The API server has no way to delete the log of a container, so the permission grants nothing today: it is a sign
#   that a list of verbs was copied to all resources, and it would count once there is one.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-778]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-logs, namespace: shop}
#     rules:
#       - apiGroups: [""]
#         resources: [pods/log]
#         verbs: [get, list, delete]
#   remedy: |-
#     To read logs, `get` on `pods/log` is enough.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [pods/log]
#         verbs: [get]
#     ```
package policies.rbac.rbac_pod_logs_delete

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rules of roles with delete on logs of pods.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf("%s, which no client needs. Allow get alone.", [grants.says(rule, found)]),
	}
}

_wanted := {"kinds": {"": {"*/log", "pods/log"}}, "verbs": {"delete", "deletecollection"}}
