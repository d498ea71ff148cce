# METADATA
# title: Workload that keeps no former revision
# description: >-
#   Rolling back means scaling an old ReplicaSet up again. With a history of zero there is none left, so undoing a bad
#   release by command is not possible when every minute counts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [rollouts, reliability]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       revisionHistoryLimit: 0
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Keep a few revisions; without the field it is ten.
#
#     ```yaml
#     spec:
#       revisionHistoryLimit: 3
#     ```
package policies.delivery.rollout_revision_history

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Deployments and Rollouts with a history of zero.
report contains finding if {
	some group, kind in {"apps": "Deployment", "extensions": "Deployment", "argoproj.io": "Rollout"}
	some i in k8s.of(group, kind)
	r := k8s.resources[i]
	r.spec.revisionHistoryLimit == 0
	finding := {
		"at": i,
		"path": ["spec", "revisionHistoryLimit"],
		"message": sprintf(
			"%s keeps no former revision to roll back to: spec.revisionHistoryLimit is 0. Set it to 3 or remove it.",
			[k8s.call(r)],
		),
	}
}
