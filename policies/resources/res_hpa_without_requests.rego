# METADATA
# title: Autoscaler on a resource that nothing requests
# description: >-
#   An autoscaler computes the share of the request that is in use. One container of the pod without that request,
#   and it computes nothing and never scales.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [resources, availability]
#   supersedes: [res-cpu-request-missing, res-memory-request-missing]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
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
#                 requests: {memory: 128Mi}
#                 limits: {memory: 256Mi}
#     ---
#     apiVersion: autoscaling/v2
#     kind: HorizontalPodAutoscaler
#     metadata: {name: shop}
#     spec:
#       scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       minReplicas: 3
#       maxReplicas: 10
#       metrics:
#         - type: Resource
#           resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
#   remedy: |-
#     Request the resource in every container, or scale by one container with ContainerResource.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#     ```
package policies.resources.res_hpa_without_requests

import data.policies.lib.k8s
import data.policies.lib.resources
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Containers without a request that an autoscaler needs to compute the use of, unless the namespace gives them one.
report contains finding if {
	some scaler in scaling.scalers
	r := k8s.resources[scaler.at]
	r.kind == "HorizontalPodAutoscaler"
	some [name, only] in _measured(r)
	some at in scaler.targets
	some entry in _running[at]
	_is_meant(only, entry)
	begin := resources.lack(entry, "requests", name)
	finding := {
		"at": at,
		"path": array.concat(entry.path, ["resources", "requests", name]),
		"message": sprintf("%s, so %s cannot compute its use and never scales. Set it.", [begin, scaler.called]),
	}
}

# Of init containers only those that keep running count.
# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_running := {at: entries |
	some at in {entry.at | some entry in _counted}
	entries := {entry | some entry in _counted; entry.at == at}
}

_counted := [entry |
	some entry in resources.containers
	_keeps_running(entry)
]

_keeps_running(entry) if entry.what == "container"

_keeps_running(entry) if entry.container.restartPolicy == "Always"

_is_meant("", _)

_is_meant(only, entry) if k8s.string_at(entry.container, ["name"]) == only

# Pairs of a resource and the container that alone is measured, "" for all of them. Without metrics it is the CPU.
_measured(r) := _metrics(r) | _old(r) if count(_metrics(r) | _old(r)) > 0

else := {["cpu", ""]} if {
	is_object(r.spec)
	_is_empty(r.spec, "metrics")
} else := set()

_metrics(r) := {[name, only] |
	some metric in k8s.array_at(r, ["spec", "metrics"])
	field := _fields[k8s.string_at(metric, ["type"])]
	source := k8s.object_at(metric, [field])
	_is_utilization(source)
	name := k8s.string_at(source, ["name"])
	name in {"cpu", "memory"}
	only := k8s.string_at(source, ["container"])
}

_is_empty(spec, field) if not k8s.exists(spec, [field])

_is_empty(spec, field) if spec[field] == []

_fields := {"ContainerResource": "containerResource", "Resource": "resource"}

_is_utilization(source) if k8s.string_at(source, ["target", "type"]) == "Utilization"

_is_utilization(source) if is_number(source.targetAverageUtilization)

_old(r) := {["cpu", ""] | is_number(r.spec.targetCPUUtilizationPercentage)}
