# METADATA
# title: ApplicationSet that changes every environment at once
# description: >-
#   One template for production and for what comes before it, at one revision and synced automatically, means
#   that a change reaches production in the same minute as the test environment. Nothing is tried first.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Progressive-Syncs/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   tags: [argocd, promotion]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: ApplicationSet
#     metadata: {name: shop}
#     spec:
#       goTemplate: true
#       goTemplateOptions: [missingkey=error]
#       generators:
#         - list:
#             elements:
#               - cluster: staging
#               - cluster: production
#       template:
#         metadata: {name: "shop-{{ .cluster }}"}
#         spec:
#           project: shop
#           source:
#             repoURL: https://git.example.com/acme/shop-config
#             targetRevision: v1.8.2
#             path: deploy
#           destination: {name: "{{ .cluster }}", namespace: shop}
#           syncPolicy:
#             automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Let the environments follow each other: by a progressive sync, or by a revision for each environment.
#
#     ```yaml
#     spec:
#       strategy:
#         type: RollingSync
#         rollingSync:
#           steps:
#           - matchExpressions: [{key: env, operator: In, values: [staging]}]
#           - matchExpressions: [{key: env, operator: In, values: [production]}]
#     ```
package policies.sync.argo_appset_all_envs

import data.policies.lib.argo
import data.policies.lib.argo_stages
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: ApplicationSets that sync production and other environments at once, from one revision.
report contains finding if {
	some app in argo.applications
	app.kind == "ApplicationSet"
	argo.automated(app)
	not argo.is_rolling(app)
	_stages(app) == {"other", "production"}
	_has_one_revision(app)
	not _may_differ(app)
	[level, effect] := _effect(app)
	finding := {
		"at": app.at,
		"path": ["spec", "generators"],
		"severity": level,
		"message": sprintf("%s %s", [k8s.call(app.resource), effect]),
	}
}

# The environments that lists name, and that selectors of clusters do.
_stages(app) := {stage |
	some entry in argo.generators(app)
	some text in _texts(entry)
	stage := argo_stages.of(text)
}

_texts(entry) := {text |
	entry.kind == "list"
	some element in k8s.array_at(entry.generator, ["elements"])
	is_object(element)
	some text in element
} | {text |
	entry.kind == "clusters"
	some expression in k8s.array_at(entry.generator, ["selector", "matchExpressions"])
	is_object(expression)
	expression.operator == "In"
	some text in k8s.array_at(expression, ["values"])
}

_has_one_revision(app) if {
	sources := argo.sources(app)
	count(sources) > 0
	every entry in sources {
		not k8s.is_unknown(object.get(entry.source, "targetRevision", null))
	}
}

_may_differ(app) if {
	some field in ["targetRevision", "path"]
	some entry in argo.sources(app)
	argo.may_be_supplied(app, array.concat(array.slice(entry.path, count(app.path), count(entry.path)), [field]))
}

_may_differ(app) if {
	some field in ["automated", "enabled"]
	argo.may_be_supplied(app, ["syncPolicy", "automated", field])
}

_effect(app) := [
	{"production": "note", "elsewhere": "off"},
	concat(" ", [
		"syncs production and other environments at once, each from a directory of its own, which is all that",
		"comes between them. Consider strategy RollingSync.",
	]),
] if {
	some entry in argo.sources(app)
	contains(k8s.string_at(entry.source, ["path"]), "{{")
} else := [
	severity,
	"syncs production and other environments at once, from the same revision. Use strategy RollingSync.",
]
