# METADATA
# title: Quantity that Kubernetes refuses, or nobody means
# description: >-
#   `100mb` is no quantity and the object is refused. `512m` of memory is half a byte and `128` is 128 bytes: these
#   are accepted, and the container is killed as it starts. Dozens of cores are usually millicores without the m.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
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
#                 requests: {cpu: 100m, memory: 128Mi}
#                 limits: {memory: 256mb}
#   remedy: |-
#     Write memory in Mi or Gi, CPU in cores or millicores (m).
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {memory: 256Mi}
#     ```
#   parameters:
#     max_cpu:
#       description: More CPU than a container can mean.
#       format: quantity
#       default: "64"
#     min_memory:
#       description: Less memory than a container can run in.
#       format: quantity
#       default: 4Mi
package policies.resources.res_quantity_invalid

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.quantity
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Requests and limits that Kubernetes cannot parse or refuses, and those that it takes though nobody can mean
#   them. Zero is left to the rules on what is missing.
report contains finding if {
	some entry in resources.declared
	some group in ["requests", "limits"]
	values := entry.resources[group]
	is_object(values)
	some name, value in values
	fault := _fault(name, value)
	fault != null
	[says, level] := fault
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, [group, name]),
		"severity": _levels[level],
		"message": sprintf("%s sets %s.%s to %s, %s", [entry.called, group, name, k8s.shown(value), says]),
	}
}

_levels := {"invalid": severity, "implausible": {"production": "warning", "elsewhere": "warning"}}

# Null where nothing is wrong: OPA keeps that for the next container of the same size, but not that there is nothing.
_fault(name, value) := _implausible(name, value, amount) if {
	amount := quantity.nano(value)
	amount >= 0
} else := ["which is negative, and refused. Write a number above zero.", "invalid"] if {
	quantity.nano(value) < 0
} else := null if {
	_is_open(value)
} else := ["which is no quantity. Write a number and a unit, such as 250m or 512Mi.", "invalid"]

_is_open(null)

_is_open(value) if k8s.is_unknown(value)

_implausible(name, value, amount) := null if {
	amount == 0
} else := ["in fractions of a byte: m is a thousandth. Write Mi for mebibytes.", "implausible"] if {
	_is_in_bytes(name)
	is_string(value)
	regex.match(`[num]\s*$`, value)
} else := [sprintf("less than %s, too little to run. Write Mi or Gi.", [_min_memory]), "implausible"] if {
	name == "memory"
	amount < quantity.nano(_min_memory)
} else := [sprintf("more than %s cores. Write m for thousandths of a core.", [_max_cpu]), "implausible"] if {
	name == "cpu"
	amount > quantity.nano(_max_cpu)
} else := null

_is_in_bytes(name) if name in {"memory", "ephemeral-storage"}

_is_in_bytes(name) if startswith(name, "hugepages-")

_min_memory := _quantity("min_memory", "4Mi")

_max_cpu := _quantity("max_cpu", "64")

# What is no quantity counts as not configured.
_quantity(name, fallback) := sprintf("%v", [value]) if {
	value := params.get("res-quantity-invalid", name, fallback)
	quantity.nano(value)
} else := fallback
