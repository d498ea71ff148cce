# METADATA
# title: Container that lets processes gain privileges
# description: >-
#   Unless allowPrivilegeEscalation is false, a process can gain more privileges than its parent, by a set-uid
#   binary such as su or a file with capabilities: who breaks into an unprivileged process can become root in the
#   container.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.0"
#   tags: [workload, isolation, cis-kubernetes-5.2.6, external/cwe/cwe-250]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Say so for every container; a pod cannot say it for all of them.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         allowPrivilegeEscalation: false
#     ```
package policies.workload.pod_privilege_escalation

import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers in which allowPrivilegeEscalation is not false. Privileged ones are left to pod-privileged.
report contains finding if {
	some entry in pods.isolated
	fault := _fault[object.get(pods.context(entry.container), "allowPrivilegeEscalation", null)]
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "allowPrivilegeEscalation"]),
		"message": sprintf("%s %s, so its processes can become root. Set it to false.", [pods.called(entry), fault]),
	}
}

_fault := {
	null: "does not set allowPrivilegeEscalation, which means true",
	true: "sets allowPrivilegeEscalation to true",
}
