# METADATA
# title: CronJob without a starting deadline
# description: >-
#   Without startingDeadlineSeconds a run that was missed, as the control plane was down, is started however late it
#   is; and with more than a hundred missed schedules the CronJob starts no more.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [workload, jobs]
#   example: |-
#     apiVersion: batch/v1
#     kind: CronJob
#     metadata: {name: report}
#     spec:
#       schedule: "0 3 * * *"
#       concurrencyPolicy: Forbid
#       jobTemplate:
#         spec:
#           template:
#             spec:
#               restartPolicy: Never
#               securityContext: {runAsNonRoot: true}
#               containers:
#                 - name: report
#                   image: example.com/report:1.4.2
#                   securityContext: {allowPrivilegeEscalation: false}
#                   resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Say how late a run may start.
#
#     ```yaml
#     spec:
#       startingDeadlineSeconds: 300
#     ```
package policies.workload.cronjob_deadline_missing

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: CronJobs without startingDeadlineSeconds.
report contains finding if {
	some i in k8s.of("batch", "CronJob")
	r := k8s.resources[i]
	is_object(r.spec)
	not k8s.exists(r, ["spec", "startingDeadlineSeconds"])
	finding := {
		"at": i,
		"path": ["spec", "startingDeadlineSeconds"],
		"message": sprintf("%s has no startingDeadlineSeconds, so a missed run starts however late. Say how late it may.", [
			k8s.call(r),
		]),
	}
}
