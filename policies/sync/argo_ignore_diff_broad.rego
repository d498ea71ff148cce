# METADATA
# title: Argo CD ignores too much drift
# description: >-
#   An entry of ignoreDifferences that covers whole objects, or every object, hides what it was not written for:
#   changes made by hand in the cluster are neither shown nor reverted.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [argocd, drift]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       ignoreDifferences:
#         - group: apps
#           kind: Deployment
#           jsonPointers: [/spec]
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#         syncOptions: [RespectIgnoreDifferences=true]
#   remedy: |-
#     Name the group, the kind and the one field that another controller writes.
#
#     ```yaml
#     spec:
#       ignoreDifferences:
#       - group: apps
#         kind: Deployment
#         jsonPointers:
#         - /spec/replicas
#     ```
package policies.sync.argo_ignore_diff_broad

import data.policies.lib.argo
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Entries of ignoreDifferences, and of ignoreApplicationDifferences of ApplicationSets, that cover too much.
report contains finding if {
	some app in argo.applications
	some i, entry in k8s.array_at(app.spec, ["ignoreDifferences"])
	is_object(entry)
	finding := _finding(app, array.concat(app.path, ["ignoreDifferences", i]), entry)
}

report contains finding if {
	some app in argo.applications
	app.kind == "ApplicationSet"
	some i, entry in k8s.array_at(app.resource, ["spec", "ignoreApplicationDifferences"])
	is_object(entry)
	finding := _finding(app, ["spec", "ignoreApplicationDifferences", i], entry)
}

_finding(app, path, entry) := {
	"at": app.at,
	"path": path,
	"message": sprintf(
		"%s ignores too much drift: %s holds %s. Name one kind and the fields that something else writes.",
		[k8s.call(app.resource), paths.shown(path), paths.joined(faults)],
	),
} if {
	faults := _faults(entry)
	count(faults) > 0
}

# What is narrowed to objects of one name is meant.
_faults(entry) := set() if {
	not object.get(entry, "name", "") in {"", "*", null}
} else := _every_kind(entry) | {sprintf("%s %q", [what, value]) |
	some what, [field, broad] in _broad
	some value in k8s.array_at(entry, [field])
	is_string(value)
	trim_space(value) in broad
}

# No group is the core group, with Secrets, ConfigMaps and Services.
_every_kind(entry) := {"every group and kind"} if {
	entry.group == "*"
	entry.kind == "*"
} else := {"every kind of the core group"} if {
	object.get(entry, "group", "") in {"", null}
	entry.kind == "*"
} else := set()

_broad := {
	"the JSON pointer": ["jsonPointers", {"", "/", "/spec", "/metadata", "/data", "/stringData"}],
	"the jq path": ["jqPathExpressions", {".", ".spec", ".metadata", ".data", ".stringData"}],
	"the field manager": ["managedFieldsManagers", {"*"}],
}
