# METADATA
# title: Role that may delete workloads
# description: >-
#   Where Git decides what runs, nobody needs to delete it by hand: the controller puts it back, or, where it does
#   not, it is gone. To delete the collection of namespaces takes everything in them along in one request.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-support, namespace: shop}
#     rules:
#       - apiGroups: [apps]
#         resources: [deployments]
#         verbs: [get, list, watch, delete]
#   remedy: |-
#     Leave `delete` and `deletecollection` out; what is removed from Git gets pruned.
#
#     ```yaml
#     rules:
#       - apiGroups: [apps]
#         resources: [deployments]
#         verbs: [get, list, watch, patch]
#     ```
package policies.rbac.rbac_delete_workloads

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rules of roles that delete workloads or namespaces. All namespaces at once are a warning.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": _severity(found),
		"message": sprintf("%s. Leave it out; what is removed from Git gets pruned.", [grants.says(rule, found)]),
	}
}

_wanted := {
	"kinds": {
		"": {"namespaces", "pods", "replicationcontrollers"},
		"apps": {"daemonsets", "deployments", "replicasets", "statefulsets"},
		"apps.openshift.io": {"deploymentconfigs"},
		"argoproj.io": {"rollouts"},
		"batch": {"cronjobs", "jobs"},
		"extensions": {"daemonsets", "deployments", "replicasets"},
	},
	"verbs": {"delete", "deletecollection"},
}

_severity(found) := {"production": "warning", "elsewhere": "warning"} if {
	"namespaces" in found.resources
	"deletecollection" in found.verbs
} else := severity
