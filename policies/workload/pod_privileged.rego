# METADATA
# title: Privileged container
# description: >-
#   A privileged container has every capability and every device of its node, and nothing confines it. Whoever takes
#   it over has the node, and the credentials of all pods on it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.8"
#   tags: [workload, isolation, cis-kubernetes-5.2.2, external/cwe/cwe-250]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: network-probe}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: network-probe}}
#       template:
#         metadata: {labels: {app: network-probe}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: network-probe
#               image: example.com/network-probe:1.4.2
#               securityContext: {privileged: true}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Take the privilege away and add the one capability that is needed; an agent that manages nodes may need a waiver.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         privileged: false
#         capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
#     ```
package policies.workload.pod_privileged

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers of every sort that are privileged.
report contains finding if {
	some entry in k8s.containers
	pods.is_privileged(entry)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "privileged"]),
		"message": sprintf(
			"%s is privileged, so whoever takes it over has its node. Set it to false, and add the capability that it needs.",
			[pods.called(entry)],
		),
	}
}
