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
#   tags: [resources, tenancy]
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

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Namespaces for which the overlay renders no ResourceQuota, but for those of the cluster.
report contains finding if {
	count(overlay.of("quota.openshift.io", "ClusterResourceQuota")) == 0
	some at in overlay.of("", "Namespace")
	name := k8s.name(k8s.resources[at])
	name != ""
	not k8s.is_templated(name)
	not _is_exempt(name)
	count(_spaces & {name, ""}) == 0
	finding := {
		"at": at,
		"path": ["metadata", "name"],
		"message": sprintf(
			"Namespace %q has no ResourceQuota in this overlay, so its workloads may take the whole cluster. Add one.",
			[name],
		),
	}
}

_is_exempt(name) if {
	some pattern in params.get("res-quota-missing", "exempt", ["default", "kube-*", "openshift", "openshift-*"])
	glob.match(pattern, [], name)
}

# A ResourceQuota whose namespace is not known may be for any.
_spaces contains space if {
	some at in overlay.of("", "ResourceQuota")
	space := overlay.namespace(k8s.resources[at])
}
