# METADATA
# title: Pod with a service account that is not there
# description: >-
#   Pods are not created while their service account is missing: the Deployment looks applied, and nothing runs. After
#   a rename the pods of the old account may go on until they are replaced.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: note}
#   tags: [rbac, validity]
#   example: |-
#     apiVersion: v1
#     kind: ServiceAccount
#     metadata: {name: shop, namespace: shop}
#     automountServiceAccountToken: false
#     ---
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration, namespace: shop}
#     spec:
#       template:
#         spec:
#           serviceAccountName: shop-backend
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Add the service account to the overlay, or mend the name.
#
#     ```yaml
#     apiVersion: v1
#     kind: ServiceAccount
#     metadata:
#       name: shop
#       namespace: shop
#     ```
package policies.rbac.pod_service_account_missing

import data.policies.lib.accounts
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Pods whose service account is not among what the overlay renders in their namespace. A Helm chart in the overlay
#   may bring it along.
report contains finding if {
	not accounts.comes_by_chart
	some [space, name], pods in accounts.users
	name != "default"
	count(overlay.may_find("", "ServiceAccount", space, name)) == 0
	some i in pods
	pod := k8s.pods[i]
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, [accounts.field(pod.spec)]),
		"message": sprintf(
			"%s runs as the service account %q, which the overlay does not hold. Add it, or mend the name.",
			[k8s.call(k8s.resources[pod.at]), name],
		),
	}
}
