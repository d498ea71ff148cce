# METADATA
# title: Workloads that share a service account
# description: >-
#   What one workload is permitted the others hold as well, and a stolen token does not say from where it was stolen.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
# custom:
#   scope: overlay
#   severity: {production: "off", elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration, namespace: shop}
#     spec:
#       template:
#         spec:
#           serviceAccountName: shop
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#     ---
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-report, namespace: shop}
#     spec:
#       template:
#         spec:
#           serviceAccountName: shop
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [report]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Give each workload a service account of its own.
#
#     ```yaml
#     spec:
#       template:
#         spec:
#           serviceAccountName: shop-worker
#     ```
package policies.rbac.pod_shared_service_account

import data.policies.lib.accounts
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Pods that run as the same service account as another workload of the overlay, all but the first, unless they keep
#   the token out. The account default is left to pod-default-service-account.
report contains finding if {
	some [_, name], pods in accounts.users
	name != "default"
	sharing := [pod |
		some i in sort(pods)
		pod := k8s.pods[i]
		accounts.token(pod.spec) != "kept out"
	]
	some pod in array.slice(sharing, 1, count(sharing))
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, [accounts.field(pod.spec)]),
		"message": sprintf(
			"%s shares the service account %q with %s. Give it one of its own.",
			[k8s.call(k8s.resources[pod.at]), name, k8s.call(k8s.resources[sharing[0].at])],
		),
	}
}
