# METADATA
# title: Pod with the default service account
# description: >-
#   All pods of a namespace that name no service account share `default`: what one of them is given, all hold, and the
#   audit log cannot tell them apart.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.5]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration, namespace: shop}
#     spec:
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Give the workload a service account of its own, or, if it never calls the API server, keep the token out.
#
#     ```yaml
#     spec:
#       template:
#         spec:
#           serviceAccountName: shop
#           automountServiceAccountToken: false
#     ```
package policies.rbac.pod_default_service_account

import data.policies.lib.accounts
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Pods that run as the service account default of their namespace, and do not keep its token out.
report contains finding if {
	some pod in k8s.pods
	accounts.name(pod.spec) == "default"
	accounts.token(pod.spec) in {"mounted", "nothing"}
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, [accounts.field(pod.spec)]),
		"message": sprintf(
			"%s runs as the service account default of its namespace, with its token. Name one of its own.",
			[k8s.call(k8s.resources[pod.at])],
		),
	}
}
