# METADATA
# title: Job that nobody removes
# description: >-
#   A finished Job and its pods stay until somebody removes them: they fill lists and quotas. Argo CD sees a Job
#   that removed itself as missing and makes it anew, so there a hook with a delete policy is the way.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [workload, jobs]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: reindex}
#     spec:
#       backoffLimit: 2
#       template:
#         spec:
#           restartPolicy: Never
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: reindex
#               image: example.com/reindex:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Let Kubernetes remove it, or make it a hook where Argo CD applies it.
#
#     ```yaml
#     spec:
#       ttlSecondsAfterFinished: 86400
#     ```
package policies.workload.job_ttl_missing

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Jobs without a time to live. Hooks are removed by their delete policy, which has a default.
report contains finding if {
	some i in k8s.of("batch", "Job")
	r := k8s.resources[i]
	not pods.is_hook(r)
	is_object(r.spec)
	not k8s.exists(r, ["spec", "ttlSecondsAfterFinished"])
	finding := {
		"at": i,
		"path": ["spec", "ttlSecondsAfterFinished"],
		"message": sprintf(
			"%s has no ttlSecondsAfterFinished, so it stays when it is done. Set it, or, under Argo CD, make it a hook.",
			[k8s.call(r)],
		),
	}
}
