# METADATA
# title: Sync option that Argo CD does not know
# description: >-
#   Argo CD compares sync options letter by letter and ignores what it does not know, without a word. A wrong capital,
#   a space or a missing `=true` means that the sync runs as if nothing had been written.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, correctness]
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
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#         syncOptions:
#           - ServersideApply=true
#   remedy: |-
#     Write the option as one string, Key=value, as the documentation of Argo CD spells it.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         syncOptions:
#         - CreateNamespace=true
#         - PrunePropagationPolicy=foreground
#     ```
#   parameters:
#     known_options:
#       description: Options to accept beside those of Argo CD 3.3, such as NewOption=true.
#       default: []
package policies.sync.argo_sync_option_unknown

import data.policies.lib.argo
import data.policies.lib.argo_options
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Sync options of Applications, templates and single objects that do nothing.
report contains finding if {
	some app in argo.applications
	some i, option in argo.options(app)
	fault := _fault(option)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "syncOptions", i]),
		"message": sprintf("%s has the sync option %s, %s", [k8s.call(app.resource), k8s.shown(option), fault]),
	}
}

report contains finding if {
	some i in k8s.by_annotation[argo_options.annotation]
	r := k8s.resources[i]
	text := k8s.string_at(r, ["metadata", "annotations", argo_options.annotation])
	faults := [sprintf("%s, %s", [k8s.shown(option), fault]) |
		some option in argo_options.listed(text)
		fault := _fault(option)
	]
	count(faults) > 0
	finding := {
		"at": i,
		"path": ["metadata", "annotations", argo_options.annotation],
		"message": sprintf("%s has the sync option %s", [k8s.call(r), faults[0]]),
	}
}

_fault(option) := sprintf("which is %s, no text. Write it as one string, Key=value.", [what]) if {
	what := _types[type_name(option)]
} else := fault if {
	not k8s.is_templated(option)
	not option in params.get("argo-sync-option-unknown", "known_options", [])
	parts := split(option, "=")
	not _is_known(parts)
	fault := _unknown(parts[0])
}

_types := {
	"array": "a list",
	"boolean": "a truth value",
	"null": "empty",
	"number": "a number",
	"object": "a mapping",
}

_is_known([key, value]) if value in argo_options.known[key]

_unknown(key) := sprintf("but its value can only be %s. Correct it.", [choice]) if {
	choice := replace(paths.joined(argo_options.known[key]), " and ", " or ")
} else := sprintf("but the option is spelled %s. Correct it.", [name]) if {
	some name, _ in argo_options.known
	lower(name) == lower(trim_space(key))
} else := "which Argo CD does not know and ignores. Correct or remove it."
