# METADATA
# title: Port of the node
# description: >-
#   A hostPort opens a port on the node's own addresses: network policies of many plugins do not see it, only one
#   pod with it fits on a node, and a rolling update waits for a free one. DaemonSets, as for ingress, are judged
#   more mildly.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/overview/#services
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "4.0"
#   tags: [workload, isolation, cis-kubernetes-5.2.13]
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
#               ports:
#                 - {containerPort: 8080, hostPort: 80}
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Publish the port with a Service.
#
#     ```yaml
#     containers:
#     - name: app
#       ports:
#       - containerPort: 8080
#     ```
package policies.workload.pod_host_port

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Ports of containers that are opened on the node. With hostNetwork all are: pod-host-namespace says so where it runs.
report contains finding if {
	some entry in k8s.containers
	ports := entry.container.ports
	is_array(ports)
	some i, port in ports
	is_number(port.hostPort)
	port.hostPort > 0
	not _is_left(entry.pod)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["ports", i, "hostPort"]),
		"severity": pods.severity_of(entry.kind, severity),
		"message": sprintf("%s opens port %d of its node. Remove hostPort, and publish the port with a Service.", [
			pods.called(entry),
			port.hostPort,
		]),
	}
}

_is_left(spec) if {
	spec.hostNetwork == true
	params.runs("workload.pod_host_namespace")
}
