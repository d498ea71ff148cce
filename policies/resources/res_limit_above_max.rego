# METADATA
# title: Limit above the ceiling
# description: >-
#   A platform gives a container at most so much. Without the check a limit above that is found when the quota
#   refuses the pod, or when it is placed on no node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [resources, cost]
#   remedy: |-
#     Lower the limit, or raise the ceiling in the configuration of this rule.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         requests: {cpu: 100m, memory: 128Mi}
#         limits: {cpu: 500m, memory: 256Mi}
#     ```
#   parameters:
#     max_cpu:
#       description: The highest CPU limit, such as "4"; empty allows any.
#       format: quantity
#       default: ""
#     max_memory:
#       description: The highest memory limit, such as 8Gi; empty allows any.
#       format: quantity
#       default: ""
package policies.resources.res_limit_above_max

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.quantity
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Limits above the configured ceiling, of containers and of whole pods.
report contains finding if {
	some name in ["cpu", "memory"]
	most := params.get("res-limit-above-max", sprintf("max_%s", [name]), "")
	some entry in resources.declared
	limit := object.get(k8s.object_at(entry.resources, ["limits"]), name, null)
	quantity.nano(limit) > quantity.nano(most)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["limits", name]),
		"message": sprintf(
			"%s limits %s to %s, above the configured ceiling of %v. Lower the limit.",
			[entry.called, name, k8s.shown(limit), most],
		),
	}
}
