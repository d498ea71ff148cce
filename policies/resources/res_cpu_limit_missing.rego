# METADATA
# title: Container without a CPU limit
# description: >-
#   A container without a CPU limit may take every idle core of its node. That is no harm while the others have
#   requests, so opinions differ: set a limit where the load must be predictable, and leave this rule off where
#   bursts are wanted.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [resources, reliability, external/cwe/cwe-770]
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
#                 requests: {cpu: 100m, memory: 128Mi}
#                 limits: {memory: 256Mi}
#   remedy: |-
#     Limit CPU, well above what the container requests.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {cpu: 500m, memory: 256Mi}
#     ```
package policies.resources.res_cpu_limit_missing

import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers whose CPU nothing bounds, in pods that do not either.
report contains finding if {
	some entry in resources.candidates
	begin := resources.lack(entry, "limits", "cpu")
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["resources", "limits", "cpu"]),
		"message": sprintf("%s, so it may take every idle core of its node. Set a limit well above its request.", [begin]),
	}
}
