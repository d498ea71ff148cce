# METADATA
# title: Service that claims addresses
# description: >-
#   Whoever may set externalIPs draws the traffic of the cluster to any address into the Service, also to one that
#   belongs to somebody else: a man in the middle (CVE-2020-8554). Nothing checks that the address is yours.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
# - ref: https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "6.3"
#   tags: [workload, network, external/cwe/cwe-300]
#   example: |-
#     apiVersion: v1
#     kind: Service
#     metadata: {name: shop}
#     spec:
#       selector: {app: shop}
#       ports:
#         - {port: 443, targetPort: 8443}
#       externalIPs: [203.0.113.10]
#   remedy: |-
#     Let a load balancer give the address.
#
#     ```yaml
#     spec:
#       type: LoadBalancer
#     ```
package policies.workload.svc_external_ip

import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Services with externalIPs.
report contains finding if {
	some i in k8s.of("", "Service")
	r := k8s.resources[i]
	addresses := {address | some address in k8s.array_at(r, ["spec", "externalIPs"]); is_string(address)}
	count(addresses) > 0
	finding := {
		"at": i,
		"path": ["spec", "externalIPs"],
		"message": sprintf(
			"%s claims traffic to %s by externalIPs, which nothing checks. Use a Service of type LoadBalancer.",
			[k8s.call(r), paths.listed(addresses)],
		),
	}
}
