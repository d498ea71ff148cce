# METADATA
# title: Container with a dangerous capability
# description: >-
#   Capabilities are parts of root's power. Beyond the usual set of runtimes they reach out of the container:
#   SYS_ADMIN is nearly all of root, NET_ADMIN changes the network, NET_RAW forges packets, SYS_PTRACE reads other
#   processes.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [workload, isolation, cis-kubernetes-5.2.8, cis-kubernetes-5.2.9, external/cwe/cwe-250]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: gateway}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: gateway}}
#       template:
#         metadata: {labels: {app: gateway}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: gateway
#               image: example.com/gateway:1.4.2
#               securityContext:
#                 allowPrivilegeEscalation: false
#                 capabilities: {drop: [ALL], add: [NET_ADMIN]}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Add no more than the one capability that is needed, of the harmless ones.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
#     ```
#   parameters:
#     allowed:
#       description: Capabilities that may be added, by default those of the Pod Security Standards' baseline.
#       default:
#         - AUDIT_WRITE
#         - CHOWN
#         - DAC_OVERRIDE
#         - FOWNER
#         - FSETID
#         - KILL
#         - MKNOD
#         - NET_BIND_SERVICE
#         - SETFCAP
#         - SETGID
#         - SETPCAP
#         - SETUID
#         - SYS_CHROOT
package policies.workload.pod_capabilities

import data.policies.lib.capabilities
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers that add capabilities beyond the allowed ones. Privileged ones are left to pod-privileged.
report contains finding if {
	some entry in k8s.containers
	names := entry.container.securityContext.capabilities.add
	is_array(names)
	added := {name |
		some name in names
		_is_dangerous(name)
	}
	count(added) > 0
	not pods.is_left(entry)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "capabilities", "add"]),
		"message": sprintf("%s adds %s, with which it reaches out of its container. Remove what it can do without.", [
			pods.called(entry),
			paths.joined(added),
		]),
	}
}

_is_dangerous(name) if {
	is_string(name)
	not k8s.is_templated(name)
	not capabilities.plain(name) in _allowed
}

_allowed contains capabilities.plain(name) if {
	some name in params.get("pod-capabilities", "allowed", [
		"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
		"SETPCAP", "SETUID", "SYS_CHROOT",
	])
	is_string(name)
}
