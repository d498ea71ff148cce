# METADATA
# title: Argo CD sources that contradict each other
# description: >-
#   Argo CD refuses an Application whose source is a path and a chart at once, or that names two tools for one
#   source. Where source and sources are both there, it silently takes sources.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
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
#         kustomize: {namePrefix: eu-}
#         helm: {releaseName: shop}
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Keep one: source or sources; path or chart; one of helm, kustomize, directory and plugin.
#
#     ```yaml
#     spec:
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#     ```
package policies.sync.argo_source_conflict

import data.policies.lib.argo
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Contradictions between the sources of an Application, or a template, and within each of them.
report contains finding if {
	some app in argo.applications
	some [path, fault] in _of_application(app)
	finding := _finding(app, path, fault)
}

report contains finding if {
	some app in argo.applications
	some entry in argo.sources(app)
	some fault in _of_source(entry.source)
	not _is_patched(app, entry.path)
	finding := _finding(app, entry.path, sprintf("%s %s", [_place(app, entry.path), fault]))
}

_finding(app, path, fault) := {
	"at": app.at,
	"path": path,
	"message": sprintf("%s has contradictory sources: %s", [k8s.call(app.resource), fault]),
}

_place(app, path) := paths.shown(array.concat(["spec"], array.slice(path, count(app.path), count(path))))

_of_application(app) := {[array.concat(app.path, ["source"]), fault]} if {
	_is_given(app, "source")
	count(k8s.array_at(app.spec, ["sources"])) > 0
	not argo.is_open(app, ["sources"])
	not argo.is_open(app, ["source"])
	fault := "source and sources are both there, and Argo CD reads sources alone. Remove one of them."
} else := {[array.concat(app.path, ["source"]), fault]} if {
	every field in ["source", "sources", "sourceHydrator"] {
		not _is_given(app, field)
		not argo.is_open(app, [field])
	}
	fault := "there is none. Add spec.source."
} else := set()

_is_given(app, field) if not object.get(app.spec, field, null) in {null, {}, [], ""}

_of_source(source) := {fault |
	_is_text(source, "path")
	_is_text(source, "chart")
	fault := "has a path and a chart. Remove one of them."
} | {fault |
	given := object.filter(source, ["directory", "helm", "kustomize", "plugin"])
	count(given) > 1
	tools := [tool | some tool, value in given; _is_used(value)]
	count(tools) > 1
	fault := sprintf("is for %s at once. Keep one of them.", [paths.joined(tools)])
}

_is_text(source, field) if not object.get(source, field, "") in {"", null}

# Argo CD drops a tool whose fields are all empty, as its web interface writes them.
_is_used(tool) if {
	is_object(tool)
	some value in tool
	not value in {null, "", false, {}, []}
}

_is_patched(app, path) if {
	some field in ["path", "chart", "helm", "kustomize", "directory", "plugin"]
	argo.may_be_supplied(app, array.concat(array.slice(path, count(app.path), count(path)), [field]))
}
