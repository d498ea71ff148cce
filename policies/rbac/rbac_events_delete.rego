# METADATA
# title: Role that may delete events
# description: >-
#   Events tell what happened to an object: who deletes them takes away what an investigation would begin with. They
#   expire on their own.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-778]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-cleanup, namespace: shop}
#     rules:
#       - apiGroups: [""]
#         resources: [events]
#         verbs: [list, delete]
#   remedy: |-
#     Allow to write events, not to delete them.
#
#     ```yaml
#     rules:
#       - apiGroups: ["", events.k8s.io]
#         resources: [events]
#         verbs: [create, patch]
#     ```
package policies.rbac.rbac_events_delete

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Rules of roles that delete events.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf("%s, so its holder covers its tracks. Allow create and patch alone.", [grants.says(rule, found)]),
	}
}

_wanted := {"kinds": {"": {"events"}, "events.k8s.io": {"events"}}, "verbs": {"delete", "deletecollection"}}
