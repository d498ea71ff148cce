# METADATA
# title: Pod without any requests and limits
# description: >-
#   A pod in which nothing requests or limits CPU and memory is of the class BestEffort: the scheduler takes it for
#   nothing, it gets what is left over, and it is the first to be killed when its node runs short.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
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
#   remedy: |-
#     Give every container requests for CPU and memory, and a limit for memory.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {memory: 256Mi}
#     ```
package policies.resources.res_besteffort

import data.policies.lib.k8s
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Pods in which no container, nor the pod itself, has a request or limit for CPU or memory.
report contains finding if {
	some pod in k8s.pods
	resources.besteffort[pod.at]
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, ["containers"]),
		"message": sprintf(
			"%s has no requests and limits at all, so its pods are BestEffort, the first to be killed. Set them for %s.",
			[k8s.call(k8s.resources[pod.at]), _containers(_numbers[pod.at])],
		),
	}
}

_containers(1) := "its container"

_containers(number) := sprintf("its %d containers", [number]) if number > 1

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_numbers := {at: number |
	some at in resources.besteffort
	number := count({path | some [other, path] in _paths; other == at})
}

_paths := [[entry.at, entry.path] | some entry in resources.containers]
