# METADATA
# title: Container without a memory request
# description: >-
#   The scheduler places pods by their requests. A container without one counts as empty, so the node runs out of
#   memory, and then what uses more than it requested is evicted first. A limit stands in for an absent request.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [resources, reliability]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources:
#                 requests: {cpu: 100m}
#   remedy: |-
#     Request what the container uses in normal operation.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {memory: 256Mi}
#     ```
package policies.resources.res_memory_request_missing

import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers that request no memory, nor limit it, in pods that do not either.
report contains finding if {
	some entry in resources.candidates
	begin := resources.lack(entry, "requests", "memory")
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["resources", "requests", "memory"]),
		"message": sprintf("%s, so its node can run out of memory. Set what it uses in normal operation.", [begin]),
	}
}
