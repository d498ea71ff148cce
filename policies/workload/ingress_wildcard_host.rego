# METADATA
# title: Ingress for every host
# description: >-
#   A rule without a host, or with *, answers for every name that reaches the ingress controller: names of other
#   teams that are not taken yet, and names that an attacker points at it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "4.0"
#   tags: [workload, network, external/cwe/cwe-183]
#   example: |-
#     apiVersion: networking.k8s.io/v1
#     kind: Ingress
#     metadata: {name: shop}
#     spec:
#       ingressClassName: nginx
#       tls:
#         - {hosts: [shop.example.com], secretName: shop-tls}
#       rules:
#         - http:
#             paths:
#               - path: /
#                 pathType: Prefix
#                 backend: {service: {name: shop, port: {number: 80}}}
#   remedy: |-
#     Name the host.
#
#     ```yaml
#     spec:
#       rules:
#       - host: shop.example.com
#     ```
package policies.workload.ingress_wildcard_host

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of an Ingress without a host or with *. A default backend on purpose is the way to take what is left.
report contains finding if {
	some group in ["networking.k8s.io", "extensions"]
	some i in k8s.of(group, "Ingress")
	r := k8s.resources[i]
	some j, rule in k8s.array_at(r, ["spec", "rules"])
	is_object(rule)
	fault := _fault(object.get(rule, "host", null))
	finding := {
		"at": i,
		"path": ["spec", "rules", j, "host"],
		"message": sprintf("%s %s in rule %d, so it answers for every name. Name the host.", [k8s.call(r), fault, j]),
	}
}

_fault(null) := "has no host"

_fault("") := "has an empty host"

_fault("*") := "has the host *"
