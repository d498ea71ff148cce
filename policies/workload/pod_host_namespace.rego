# METADATA
# title: Pod in a namespace of its node
# description: >-
#   With hostNetwork a pod has the node's network: it listens on its addresses, reaches what listens on localhost,
#   and network policies pass it by. With hostPID it sees every process, their environments and files; with hostIPC,
#   their shared memory. Agents of nodes need that, so a DaemonSet is judged more mildly.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [workload, isolation, cis-kubernetes-5.2.3, cis-kubernetes-5.2.4, cis-kubernetes-5.2.5, external/cwe/cwe-653]
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
#           hostNetwork: true
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Remove the field; publish ports with a Service.
#
#     ```yaml
#     spec:
#       hostNetwork: false
#       hostPID: false
#       hostIPC: false
#     ```
package policies.workload.pod_host_namespace

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Pods that share the network, the processes or the shared memory of their node.
report contains finding if {
	some pod in k8s.pods
	some field, meaning in _fields
	pod.spec[field] == true
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, [field]),
		"severity": pods.severity_of(pod.kind, severity),
		"message": sprintf("%s sets %s, so it shares %s of its node. Remove it, unless this is an agent of the node.", [
			k8s.call(k8s.resources[pod.at]),
			field,
			meaning,
		]),
	}
}

_fields := {
	"hostIPC": "the shared memory",
	"hostNetwork": "the network",
	"hostPID": "the processes",
}
