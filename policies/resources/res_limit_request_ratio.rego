# METADATA
# title: Limit far above the request
# description: >-
#   The scheduler counts requests, the container may use its limit. Where the two are far apart a node is promised
#   several times over, and under load it runs out of memory although every container stays within its limit.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
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
#                 requests: {cpu: 100m, memory: 128Mi}
#                 limits: {memory: 2Gi}
#   remedy: |-
#     Request what the container really uses, or lower the limit.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {cpu: 500m, memory: 256Mi}
#     ```
#   parameters:
#     max_memory_ratio:
#       description: How many times its request a memory limit may be; 0 allows any.
#       default: 4
#     max_cpu_ratio:
#       description: How many times its request a CPU limit may be; 0 allows any.
#       default: 0
package policies.resources.res_limit_request_ratio

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.quantity
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Limits that are more than the configured number of times their request. A limit without a request is its own
#   request.
report contains finding if {
	some name, most in _ratios
	some entry in resources.declared
	limit := _amount(entry, "limits", name)
	request := _amount(entry, "requests", name)
	quantity.nano(request) > 0
	quantity.nano(limit) > quantity.nano(request) * most
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["limits", name]),
		"message": sprintf(
			"%s limits %s to %s, more than %v times its request of %s. Raise the request or lower the limit.",
			[entry.called, name, k8s.shown(limit), most, k8s.shown(request)],
		),
	}
}

_amount(entry, group, name) := object.get(k8s.object_at(entry.resources, [group]), name, null)

_ratios[name] := most if {
	some name, fallback in {"cpu": 0, "memory": 4}
	most := params.get("res-limit-request-ratio", sprintf("max_%s_ratio", [name]), fallback)
	is_number(most)
	most > 0
}
