# METADATA
# title: Field that the Flux API no longer has
# description: >-
#   Whoever raises the version of a Flux manifest and leaves old fields in it gets an object that the API server
#   refuses, and with it nothing else of the same Kustomization is applied.
# related_resources:
# - ref: https://fluxcd.io/flux/installation/upgrade/
# - ref: https://github.com/fluxcd/helm-controller/blob/main/CHANGELOG.md
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [flux, upgrade]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       retryInterval: 2m
#       path: ./apps/production
#       prune: true
#       validation: client
#       wait: true
#       timeout: 5m
#       serviceAccountName: shop-reconciler
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Write `patches` for the old kinds of patches and `valuesFiles` for `valuesFile`; drop `validation`, which
#     server-side apply does by itself.
#
#     ```yaml
#     spec:
#       patches:
#       - patch: |
#           apiVersion: apps/v1
#           kind: Deployment
#           metadata:
#             name: shop
#           spec:
#             replicas: 3
#     ```
package policies.sync.flux_field_removed

import data.policies.lib.flux
import data.policies.lib.flux_fields
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Fields of former versions in objects of a version that does not have them.
report contains finding if {
	some kind, versions in flux_fields.removed
	some entry in flux.of(kind)
	some field in versions[split(entry.resource.apiVersion, "/")[1]]
	some at in _found(entry.resource, field.path)
	finding := {
		"at": entry.at,
		"path": at,
		"message": sprintf(
			"%s sets %s, which %s does not have, so it is refused. %s",
			[k8s.call(entry.resource), paths.shown(at), entry.resource.apiVersion, field.remedy],
		),
	}
}

# Where a field is; "*" in its path stands for every member of a list.
_found(r, path) := {path | k8s.exists(r, path)} if not "*" in path

_found(r, path) := {at |
	parts := split(concat("/", path), "/*/")
	list := split(parts[0], "/")
	rest := split(parts[1], "/")
	some i, member in k8s.array_at(r, list)
	k8s.exists(member, rest)
	at := array.flatten([list, i, rest])
} if {
	"*" in path
}
