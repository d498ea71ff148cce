# METADATA
# title: Default role that may write endpoints
# description: >-
#   Whoever holds `edit` in a namespace could once write endpoints, and so point a Service, and the ingress controller
#   behind it, at an address of another namespace. Since Kubernetes 1.22 new clusters leave that out; a role that adds
#   it back does so for every holder of the default role.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
# - ref: https://github.com/kubernetes/kubernetes/issues/103675
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   security_severity: "5.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata:
#       name: edit-endpoints
#       labels:
#         rbac.authorization.k8s.io/aggregate-to-edit: "true"
#     rules:
#       - apiGroups: [""]
#         resources: [endpoints]
#         verbs: [create, update, patch]
#   remedy: |-
#     Take endpoints out of what is aggregated; grant them to the controller that writes them alone.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [endpoints]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_endpoints_edit

import data.policies.lib.grants
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules that write endpoints in the ClusterRoles that make up view, edit and admin: by their names or aggregation
#   labels.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	rule.cluster
	rbac.is_added_to_default(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, and with it every holder of a default role. Grant it to the controller that writes endpoints alone.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {
	"kinds": {"": {"endpoints"}, "discovery.k8s.io": {"endpointslices"}},
	"verbs": {"create", "delete", "deletecollection", "patch", "update"},
}
