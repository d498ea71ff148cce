# METADATA
# title: ExternalSecret without its store
# description: >-
#   An ExternalSecret that names a store which is not there stays unready, its Secret is not made, and the pods that
#   need it wait. Of stores that no manifest of the overlay shows nothing is known; what is told is a name that no
#   store of an overlay with stores has, and the wrong kind. Stores of the whole cluster often come from elsewhere.
# related_resources:
# - ref: https://external-secrets.io/latest/api/externalsecret/
# - ref: https://external-secrets.io/latest/introduction/overview/#secretstore
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: warning}
#   tags: [secrets, external-secrets]
#   example: |-
#     apiVersion: external-secrets.io/v1
#     kind: SecretStore
#     metadata: {name: shop-vault, namespace: shop}
#     spec:
#       provider:
#         aws: {service: SecretsManager, region: eu-central-1}
#     ---
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     metadata: {name: shop-database, namespace: shop}
#     spec:
#       refreshInterval: 1h
#       secretStoreRef: {kind: SecretStore, name: vault}
#       data:
#         - secretKey: password
#           remoteRef: {key: shop/database, property: password}
#   remedy: |-
#     Name a store that exists; a ClusterSecretStore needs its kind, as the default is SecretStore.
#
#     ```yaml
#     spec:
#       secretStoreRef:
#         kind: ClusterSecretStore
#         name: vault
#     ```
package policies.secrets.eso_store_missing

import data.policies.lib.eso
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   References to stores that the overlay answers with other names or another kind only. A ClusterSecretStore of a
#   name that no store has usually comes from elsewhere, beside others that the overlay has.
report contains finding if {
	overlay.is_whole
	some secret in eso.external_secrets
	resource := k8s.resources[secret.at]
	resource.kind == "ExternalSecret" # a ClusterExternalSecret makes its own in other namespaces
	space := overlay.namespace(resource)
	some reference in _references(secret.spec)
	defect := _defect(reference.kind, space, reference.name)
	path := array.flatten(["spec", reference.path, defect.field])
	finding := {
		"at": secret.at,
		"path": path,
		"message": sprintf(
			"%s names the %s %q in %s, %s. Name one that exists.",
			[k8s.call(resource), reference.kind, reference.name, paths.shown(path), defect.what],
		),
	}
}

_references(spec) := [reference |
	some path in array.flatten([
		[["secretStoreRef"]],
		[[field, i, "sourceRef", "storeRef"] | some field in ["data", "dataFrom"]; some i, _ in k8s.array_at(spec, [field])],
	])
	name := object.get(spec, array.concat(path, ["name"]), null)
	is_string(name)
	name != ""
	not k8s.is_templated(name)
	kind := _kinds[object.get(spec, array.concat(path, ["kind"]), null)]
	reference := {"path": path, "kind": kind, "name": name}
]

_kinds := {
	"": "SecretStore",
	"ClusterSecretStore": "ClusterSecretStore",
	"SecretStore": "SecretStore",
	null: "SecretStore",
}

_group := "external-secrets.io"

_defect("SecretStore", space, name) := {
	"field": "kind",
	"what": "but the overlay has a ClusterSecretStore of that name",
} if {
	count(overlay.may_find(_group, "SecretStore", space, name)) == 0
	count(overlay.find(_group, "ClusterSecretStore", "", name)) > 0
} else := {
	"field": "name",
	"what": "which is none of the SecretStores that the overlay has in this namespace",
} if {
	count(overlay.may_find(_group, "SecretStore", space, name)) == 0
	space in _spaces
}

_defect("ClusterSecretStore", space, name) := {
	"field": "kind",
	"what": "but the overlay has a SecretStore of that name in this namespace",
} if {
	count(overlay.may_find(_group, "ClusterSecretStore", "", name)) == 0
	count(overlay.find(_group, "SecretStore", space, name)) > 0
}

# The namespaces in which the overlay has stores.
_spaces contains space if {
	some i in overlay.of(_group, "SecretStore")
	space := overlay.namespace(k8s.resources[i])
}
