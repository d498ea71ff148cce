# METADATA
# title: SealedSecret that works in other namespaces
# description: >-
#   Strict scope binds the ciphertext to one name and namespace. Cluster-wide, whoever can create objects in any
#   namespace can take the ciphertext from Git and have it decrypted there; namespace-wide, whoever can in this one
#   can under another name.
# related_resources:
# - ref: https://github.com/bitnami-labs/sealed-secrets#scopes
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "4.0"
#   tags: [secrets, external/cwe/cwe-668]
#   example: |-
#     apiVersion: bitnami.com/v1alpha1
#     kind: SealedSecret
#     metadata:
#       name: shop-database
#       namespace: shop
#       annotations:
#         sealedsecrets.bitnami.com/cluster-wide: "true"
#     spec:
#       encryptedData:
#         password: AgBy3i4OJSWK...
#   remedy: |-
#     Seal again with the strict scope, which is the default, once for each namespace that needs the Secret. A shared
#     pull secret (type `kubernetes.io/dockerconfigjson`) is fine.
#
#     ```yaml
#     metadata:
#       name: shop-database
#       namespace: shop
#       annotations: {}  # no sealedsecrets.bitnami.com/cluster-wide
#     ```
package policies.secrets.sealedsecret_wide_scope

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: SealedSecrets with an annotation that widens their scope.
report contains finding if {
	some i in k8s.of("bitnami.com", "SealedSecret")
	sealed := k8s.resources[i]
	k8s.string_at(sealed, ["spec", "template", "type"]) != "kubernetes.io/dockerconfigjson"
	scope := _scope(k8s.object_at(sealed, ["metadata", "annotations"]))
	finding := {
		"at": i,
		"path": ["metadata", "annotations", scope.annotation],
		"severity": scope.severity,
		"message": sprintf("%s can be unsealed %s. Seal it with the strict scope.", [k8s.call(sealed), scope.where]),
	}
}

_scope(annotations) := {"annotation": _cluster, "severity": severity, "where": "in every namespace"} if {
	annotations[_cluster] == "true"
} else := {"annotation": _namespace, "severity": note, "where": "under any name of its namespace"} if {
	annotations[_namespace] == "true"
	note := {"production": "note", "elsewhere": "note"}
}

_cluster := "sealedsecrets.bitnami.com/cluster-wide"

_namespace := "sealedsecrets.bitnami.com/namespace-wide"
