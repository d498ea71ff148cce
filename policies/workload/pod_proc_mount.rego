# METADATA
# title: Container with an unmasked /proc
# description: >-
#   Runtimes hide and write-protect the parts of /proc by which the kernel is read and changed, such as kcore and
#   sysrq-trigger. With another procMount than Default they are open to the container.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "6.5"
#   tags: [workload, isolation, external/cwe/cwe-668]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: image-builder}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: image-builder}}
#       template:
#         metadata: {labels: {app: image-builder}}
#         spec:
#           hostUsers: false
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: image-builder
#               image: example.com/image-builder:1.4.2
#               securityContext: {allowPrivilegeEscalation: false, procMount: Unmasked}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Remove the field.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         procMount: Default
#     ```
package policies.workload.pod_proc_mount

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers with another procMount than Default.
report contains finding if {
	some entry in pods.linux
	mount := entry.container.securityContext.procMount
	is_string(mount)
	not mount in {"", "Default"}
	not k8s.is_templated(mount)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "procMount"]),
		"message": sprintf("%s sets procMount to %s, which opens the kernel's part of /proc to it. Remove it.", [
			pods.called(entry),
			k8s.shown(mount),
		]),
	}
}
