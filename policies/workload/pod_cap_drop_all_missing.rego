# METADATA
# title: Container that keeps the usual capabilities
# description: >-
#   A runtime gives a container some fourteen capabilities that hardly any program needs, among them to change
#   owners, to forge packets and to become another user. They are there for whoever breaks in.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   security_severity: "3.0"
#   tags: [workload, isolation, cis-kubernetes-5.2.10, external/cwe/cwe-250]
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
#               securityContext:
#                 allowPrivilegeEscalation: false
#                 capabilities: {drop: [NET_RAW]}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Drop all of them, then add back the one that the program turns out to need.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         capabilities: {drop: [ALL]}
#     ```
package policies.workload.pod_cap_drop_all_missing

import data.policies.lib.capabilities
import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers that do not drop ALL. Privileged ones are left to pod-privileged.
report contains finding if {
	some entry in pods.isolated
	fault := _fault(k8s.array_at(pods.context(entry.container), ["capabilities", "drop"]))
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "capabilities", "drop"]),
		"message": sprintf("%s %s. Drop ALL, and add back what it needs.", [pods.called(entry), fault]),
	}
}

_fault([]) := "drops no capabilities"

_fault(dropped) := sprintf("drops %s, not all capabilities", [k8s.shown(dropped)]) if {
	count(dropped) > 0
	not "ALL" in {capabilities.plain(name) | some name in dropped; is_string(name)}
	not _is_unknown(dropped)
}

_is_unknown(dropped) if {
	some name in dropped
	k8s.is_unknown(name)
}
