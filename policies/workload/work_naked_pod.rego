# METADATA
# title: Pod that nothing controls
# description: >-
#   A bare Pod is not replaced when its node goes away, cannot be scaled or updated in place, and a change of most
#   of its fields is refused, so a sync of it fails.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, reliability]
#   example: |-
#     apiVersion: v1
#     kind: Pod
#     metadata: {name: shop}
#     spec:
#       securityContext: {runAsNonRoot: true}
#       containers:
#         - name: shop
#           image: example.com/shop:1.4.2
#           securityContext: {allowPrivilegeEscalation: false}
#           resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Make it a Deployment, or a Job if it ends by itself.
#
#     ```yaml
#     apiVersion: apps/v1
#     kind: Deployment
#     ```
package policies.workload.work_naked_pod

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Pods without an owner that are neither hooks nor tests.
report contains finding if {
	some i in k8s.of("", "Pod")
	r := k8s.resources[i]
	count(k8s.array_at(r, ["metadata", "ownerReferences"])) == 0
	not pods.is_hook(r)
	not _is_test(r)
	finding := {
		"at": i,
		"path": ["kind"],
		"message": sprintf(
			"%s has no controller, so nobody replaces it when its node is lost. Make it a Deployment or a Job.",
			[k8s.call(r)],
		),
	}
}

_is_test(r) if {
	r.spec.restartPolicy == "Never"
	regex.match(`(^|[-.])tests?([-.]|$)`, k8s.name(r))
}
