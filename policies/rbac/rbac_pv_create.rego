# METADATA
# title: ClusterRole that may create volumes
# description: >-
#   A PersistentVolume of type hostPath is a directory of the node, whichever admission policy forbids it in pods: who
#   creates volumes reads and writes the node's files, the kubelet's credentials among them.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "6.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.9]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-database}
#     rules:
#       - apiGroups: [""]
#         resources: [persistentvolumes]
#         verbs: [get, list, create]
#   remedy: |-
#     Ask for storage by a PersistentVolumeClaim and leave volumes to the provisioner.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [persistentvolumeclaims]
#         verbs: [get, list, watch, create]
#     ```
package policies.rbac.rbac_pv_create

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles that create PersistentVolumes. For a provisioner, by the name of the role, it is a note.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	rule.cluster
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": grants.severity_for(rule, _purposes, severity),
		"message": sprintf(
			"%s, so its holder can mount any directory of a node. Allow to create claims instead.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {"kinds": {"": {"persistentvolumes"}}, "verbs": {"create"}}

_purposes := {"csi", "driver", "provisioner", "storage"}
