# METADATA
# title: Secret with two owners
# description: >-
#   Two controllers, or Git and a controller, write the same Secret. Each undoes the work of the other, so that its
#   values change back and forth, and whoever removes one of them deletes the Secret of the other.
# related_resources:
# - ref: https://external-secrets.io/latest/guides/ownership-deletion-policy/
# - ref: https://github.com/bitnami-labs/sealed-secrets#managing-existing-secrets
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: error}
#   tags: [secrets, external-secrets]
#   example: |-
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     metadata: {name: shop-database, namespace: shop}
#     spec:
#       refreshInterval: 1h
#       secretStoreRef: {kind: ClusterSecretStore, name: vault}
#       dataFrom:
#         - extract: {key: shop/database}
#     ---
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     metadata: {name: shop-reports, namespace: shop}
#     spec:
#       refreshInterval: 1h
#       secretStoreRef: {kind: ClusterSecretStore, name: vault}
#       target: {name: shop-database}
#       dataFrom:
#         - extract: {key: shop/reports}
#   remedy: |-
#     Keep one of them. An ExternalSecret that is to add keys to a Secret of another owner says so.
#
#     ```yaml
#     spec:
#       target:
#         name: shop-database
#         creationPolicy: Merge
#     ```
package policies.secrets.secret_duplicate_owner

import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects that make a Secret which another object of the overlay is or makes.
report contains finding if {
	some owners in _makers
	count(owners) > 1
	first := min(owners)
	some owner in owners
	owner != first
	[_, at, path] := owner
	not _may_adopt(k8s.resources[first[1]], k8s.resources[at])
	finding := {
		"at": at,
		"path": path,
		"message": sprintf(
			"%s makes the Secret %q, %s. Keep one of them.",
			[k8s.call(k8s.resources[at]), object.get(k8s.resources[at], path, ""), _as_well(k8s.resources[first[1]])],
		),
	}
}

# Who makes a Secret, by its namespace and name: [how much it is the original, index, where it names it].
_makers[key] contains [rank, at, path] if {
	some [rank, at, path] in _named
	resource := k8s.resources[at]
	space := k8s.string_at(resource, ["metadata", "namespace"])
	not k8s.is_templated(space)
	name := object.get(resource, path, "")
	is_string(name)
	name != ""
	not k8s.is_templated(name)
	key := [space, name]
}

_named := array.flatten([
	[[0, i, ["metadata", "name"]] | some i in overlay.of("", "Secret")],
	[[1, i, ["metadata", "name"]] | some i in overlay.of("bitnami.com", "SealedSecret")],
	[[2, i, _target(spec)] |
		some i in overlay.of("external-secrets.io", "ExternalSecret")
		spec := k8s.object_at(k8s.resources[i], ["spec"])
		not k8s.string_at(spec, ["target", "creationPolicy"]) in {"Merge", "None"}
	],
])

_target(spec) := ["metadata", "name"] if {
	k8s.string_at(spec, ["target", "name"]) == ""
} else := ["spec", "target", "name"]

_as_well(first) := "which the overlay holds itself in the same namespace" if first.kind == "Secret"

_as_well(first) := sprintf("and so does %s in the same namespace", [k8s.call(first)]) if first.kind != "Secret"

# Two Secrets are two manifests of one object, which is another defect.
_may_adopt(first, second) if {
	first.kind == "Secret"
	second.kind == "Secret"
}

# The Secret says that the controller may have it.
_may_adopt(first, second) if {
	second.kind == "SealedSecret"
	some annotation in ["sealedsecrets.bitnami.com/managed", "sealedsecrets.bitnami.com/patch"]
	k8s.string_at(first, ["metadata", "annotations", annotation]) == "true"
}
