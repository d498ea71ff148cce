# METADATA
# title: Role that may write the ConfigMaps of the system
# description: >-
#   In kube-system ConfigMaps are configuration of the cluster: `aws-auth` decides who is an administrator, `coredns`
#   where names lead, `kube-proxy` where packets go. A ClusterRole that writes ConfigMaps writes these.
# related_resources:
# - ref: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-settings}
#     rules:
#       - apiGroups: [""]
#         resources: [configmaps]
#         verbs: [get, list, watch, update]
#   remedy: |-
#     Use a Role in the holder's own namespace, or name the ConfigMaps. For leader election Leases are enough.
#
#     ```yaml
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata:
#       name: shop
#       namespace: shop
#     rules:
#       - apiGroups: [""]
#         resources: [configmaps]
#         verbs: [get, list, watch, update]
#     ```
package policies.rbac.rbac_configmaps_modify

import data.policies.lib.grants
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles, and of Roles in kube-system, that change or delete ConfigMaps, unless they name others than
#   those of the system. To create new ones changes none. A Role without a namespace counts if it names one that
#   kube-system alone has.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	_reaches_system(rule)
	not _is_limited(rule)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"message": sprintf(
			"%s, those of kube-system too where it is bound there. Use a Role in its own namespace, or name the ConfigMaps.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {"kinds": {"": {"configmaps"}}, "verbs": {"delete", "deletecollection", "patch", "update"}}

_reaches_system(rule) if rule.cluster

_reaches_system(rule) if k8s.string_at(k8s.resources[rule.at], ["metadata", "namespace"]) == "kube-system"

_reaches_system(rule) if {
	_is_unknown(k8s.string_at(k8s.resources[rule.at], ["metadata", "namespace"]))
	count(rule.names & _system_only) > 0
}

_is_unknown("")

_is_unknown(namespace) if k8s.is_templated(namespace)

_is_limited(rule) if {
	count(rule.names) > 0
	count(rule.names & _system) == 0
}

_system := _system_only | {"kube-root-ca.crt"} # every namespace has one

_system_only := {
	"aws-auth", "coredns", "coredns-custom", "extension-apiserver-authentication", "kube-proxy", "kubeadm-config",
	"kubelet-config",
}
