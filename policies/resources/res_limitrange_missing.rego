# METADATA
# title: Namespace without a LimitRange
# description: >-
#   Without a LimitRange a container that asks for nothing gets nothing: it runs unbounded and is evicted first.
#   The range gives it defaults.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [resources, tenancy, external/cwe/cwe-770]
#   example: |-
#     apiVersion: v1
#     kind: Namespace
#     metadata: {name: shop}
#   remedy: |-
#     Add a LimitRange to the namespace, or waive the finding where the platform adds one.
#
#     ```yaml
#     apiVersion: v1
#     kind: LimitRange
#     metadata: {name: defaults, namespace: shop}
#     spec:
#       limits:
#       - type: Container
#         defaultRequest: {cpu: 100m, memory: 128Mi}
#         default: {memory: 256Mi}
#     ```
#   parameters:
#     exempt:
#       description: Namespaces, as glob patterns, that belong to the cluster or get theirs from the platform.
#       default: [default, kube-*, openshift, openshift-*]
package policies.resources.res_limitrange_missing

import data.policies.lib.namespaces
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Namespaces for which the overlay renders no LimitRange, but for those of the cluster and those filled from
#   elsewhere.
report contains finding if {
	some at, name in namespaces.without("LimitRange", _exempt)
	finding := {
		"at": at,
		"path": ["metadata", "name"],
		"message": sprintf(
			"Namespace %q has no LimitRange in this overlay, so containers that ask for nothing get no defaults. Add one.",
			[name],
		),
	}
}

_exempt := params.get("res-limitrange-missing", "exempt", ["default", "kube-*", "openshift", "openshift-*"])
