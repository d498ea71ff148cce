# METADATA
# title: Pod that is not of the class Guaranteed
# description: >-
#   Only pods whose requests equal their limits, for CPU and memory of every container, are of the class
#   Guaranteed: the last to be evicted, and the only ones that may have cores of their own. Most workloads do not
#   need it; latency-critical ones may.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
# custom:
#   scope: overlay
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
#                 limits: {cpu: 500m, memory: 256Mi}
#   remedy: |-
#     Set limits for CPU and memory, and requests equal to them or none.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 500m, memory: 256Mi}
#         limits: {cpu: 500m, memory: 256Mi}
#     ```
package policies.resources.res_not_guaranteed

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.quantity
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Pods in which requests and limits differ somewhere, once each, at the first such container. Those without any
#   are left to res-besteffort where that rule runs.
report contains finding if {
	some at, entries in _unequal
	not _is_left(at)
	first := entries[0]
	finding := {
		"at": at,
		"path": array.concat(first.path, ["resources"]),
		"message": sprintf(
			"%s is not of the class Guaranteed: requests and limits of %s differ. Set them equal for CPU and memory.",
			[k8s.call(k8s.resources[at]), paths.listed({_name(entry) | some entry in entries})],
		),
	}
}

_is_left(at) if {
	at in resources.besteffort
	params.runs("resources.res_besteffort")
}

_name(entry) := sprintf("%q", [k8s.name({"metadata": entry.container})])

_unequal[at] := entries if {
	some at in {entry.at | some entry in resources.containers}
	not at in _settled
	entries := [entry | some entry in _differing; entry.at == at]
	count(entries) > 0
}

_differing := [entry |
	some entry in resources.containers
	not _is_guaranteed(object.get(entry.container, "resources", null))
]

# Pods that are Guaranteed, or not, by resources of their own, whatever their containers say.
_settled contains pod.at if {
	some pod in k8s.pods
	_is_guaranteed(object.get(pod.spec, "resources", {}))
}

# What cannot be read may be anything.
_is_guaranteed(resources_) if _is_unreadable(resources_)

_is_guaranteed(resources_) if {
	some group in ["limits", "requests"]
	_is_unreadable(resources_[group])
}

_is_guaranteed(resources_) if {
	every name in ["cpu", "memory"] { _is_equal(resources_, name) }
}

_is_unreadable(block) if {
	block != null
	not is_object(block)
}

_is_equal(resources_, name) if {
	limit := object.get(k8s.object_at(resources_, ["limits"]), name, null)
	limit != null
	_same(_request(resources_, name, limit), limit)
}

# A limit stands in for an absent request.
_request(resources_, name, limit) := value if {
	value := object.get(k8s.object_at(resources_, ["requests"]), name, null)
	value != null
} else := limit

_same(request, limit) if quantity.nano(request) == quantity.nano(limit)

_same(request, limit) if {
	some value in [request, limit]
	not quantity.nano(value)
}
