# METADATA
# title: Namespace without a ResourceQuota
# description: >-
#   Without a quota one namespace may take the whole cluster: a runaway autoscaler or a loop of Jobs starves
#   everybody else.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [resources, tenancy, external/cwe/cwe-770]
#   example: |-
#     apiVersion: v1
#     kind: Namespace
#     metadata: {name: shop}
#   remedy: |-
#     Add a ResourceQuota to the namespace, or waive the finding where the platform adds one.
#
#     ```yaml
#     apiVersion: v1
#     kind: ResourceQuota
#     metadata: {name: quota, namespace: shop}
#     spec:
#       hard: {requests.cpu: "8", requests.memory: 16Gi}
#     ```
#   parameters:
#     exempt:
#       description: Namespaces, as glob patterns, that belong to the cluster or get theirs from the platform.
#       default: [default, kube-*, openshift, openshift-*]
package policies.resources.res_quota_missing

import data.policies.lib.namespaces
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Namespaces for which the overlay renders no ResourceQuota, but for those of the cluster and those filled from
#   elsewhere.
report contains finding if {
	count(overlay.of("quota.openshift.io", "ClusterResourceQuota")) == 0
	some at, name in namespaces.without("ResourceQuota", _exempt)
	finding := {
		"at": at,
		"path": ["metadata", "name"],
		"message": sprintf(
			"Namespace %q has no ResourceQuota in this overlay, so its workloads may take the whole cluster. Add one.",
			[name],
		),
	}
}

_exempt := params.get("res-quota-missing", "exempt", ["default", "kube-*", "openshift", "openshift-*"])
