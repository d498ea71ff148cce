# METADATA
# title: Request above the limit
# description: >-
#   The API server refuses a pod whose request is above its limit. The workload itself is accepted, so the mistake
#   shows only when no pod appears.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [resources, validity]
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
#                 requests: {cpu: 100m, memory: 1Gi}
#                 limits: {memory: 256Mi}
#   remedy: |-
#     Lower the request, or raise the limit.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {memory: 256Mi}
#     ```
package policies.resources.res_request_exceeds_limit

import data.policies.lib.k8s
import data.policies.lib.quantity
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Requests above the limit of the same resource, of containers and of whole pods.
report contains finding if {
	some entry in resources.declared
	requests := entry.resources.requests
	is_object(requests)
	some name, request in requests
	limit := entry.resources.limits[name]
	quantity.nano(request) > quantity.nano(limit)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["requests", name]),
		"message": sprintf(
			"%s requests more %s than its limit: %s is above %s. Lower the request or raise the limit.",
			[entry.called, name, k8s.shown(request), k8s.shown(limit)],
		),
	}
}
