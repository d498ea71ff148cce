# METADATA
# title: ClusterRole that may change where traffic goes
# description: >-
#   Who writes NetworkPolicies opens what they close; who writes endpoints or the status of Services sends the traffic
#   of any Service to an address of their own, in every namespace.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# - ref: https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   security_severity: "5.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-developers}
#     rules:
#       - apiGroups: [networking.k8s.io]
#         resources: [networkpolicies]
#         verbs: [get, list, create, delete]
#   remedy: |-
#     Use a Role in the namespaces where it is needed; endpoints are written by the control plane.
#
#     ```yaml
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata:
#       name: shop-network
#       namespace: shop
#     rules:
#       - apiGroups: [networking.k8s.io]
#         resources: [networkpolicies]
#         verbs: [get, list, watch, update]
#     ```
package policies.rbac.rbac_network_modify

import data.policies.lib.grants
import data.policies.lib.params
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles that write NetworkPolicies, endpoints, EndpointSlices or the status of Services. For ingress
#   controllers, load balancers and network plugins, by the name of the role, it is a note. Endpoints in roles that
#   add to the default ones are left to rbac-endpoints-edit.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	rule.cluster
	not _is_left(rule, found)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": grants.severity_for(rule, _purposes, severity),
		"message": sprintf(
			"%s, so its holder redirects or opens the traffic of others. Use a Role where it is needed.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {
	"kinds": {
		"": {"endpoints", "services/status"},
		"discovery.k8s.io": {"endpointslices"},
		"networking.k8s.io": {"networkpolicies"},
	},
	"verbs": {"create", "delete", "deletecollection", "patch", "update"},
}

_purposes := {
	"antrea", "calico", "cilium", "cloud", "cni", "contour", "gateway", "haproxy", "ingress", "istio", "istiod",
	"loadbalancer", "metallb", "network", "nginx", "speaker", "traefik",
}

_is_left(rule, found) if {
	params.runs("rbac.rbac_endpoints_edit")
	rbac.is_added_to_default(rule)
	count(found.resources - {"endpoints", "endpointslices"}) == 0
}
