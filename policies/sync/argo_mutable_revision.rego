# METADATA
# title: Argo CD source that follows a branch
# description: >-
#   A branch, HEAD or a range of versions means another commit tomorrow. Production then changes with a push, not
#   with a change to its own manifests, and going back means reverting somewhere else. Folders per environment on
#   the branch of one repository are usual, so a branch of the repository under check is only a note.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
#   security_severity: "3.5"
#   tags: [argocd, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: HEAD
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Pin production to a tag or to a full commit, and promote by changing that line.
#
#     ```yaml
#     spec:
#       source:
#         repoURL: https://github.com/acme/shop-config
#         targetRevision: v1.8.2
#     ```
package policies.sync.argo_mutable_revision

import data.policies.lib.argo
import data.policies.lib.git
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Git sources of Applications, and of templates of ApplicationSets, that do not stay at one commit.
report contains finding if {
	some app in argo.applications
	some entry in argo.sources(app)
	_is_git(entry.source)
	not _is_supplied(app, entry.path)
	says := _says(object.get(entry.source, "targetRevision", null))
	finding := {
		"at": app.at,
		"path": array.concat(entry.path, ["targetRevision"]),
		"severity": _levels[_level(entry.source)],
		"message": sprintf(
			"%s follows a revision of %s that moves: %s. Pin it to a tag or a full commit.",
			[k8s.call(app.resource), _repository(entry.source), says],
		),
	}
}

# Charts are the business of another rule, but a chart with a path is a mistake that Argo CD may read as Git.
_is_git(source) if {
	not startswith(k8s.string_at(source, ["repoURL"]), "oci://")
	not _is_chart(source)
	some field in ["repoURL", "targetRevision"]
	k8s.exists(source, [field])
}

_is_chart(source) if {
	_has(source, "chart")
	not _has(source, "path")
}

_has(source, field) if not object.get(source, field, "") in {"", null}

_says(revision) := "targetRevision is not set, which means HEAD" if revision in {"", null}

_says("HEAD") := "targetRevision is HEAD"

_says(revision) := sprintf("targetRevision is %q", [revision]) if {
	is_string(revision)
	not revision in {"", "HEAD"}
	not k8s.is_templated(revision)
	not git.is_pinned(revision)
}

_is_supplied(app, path) if {
	app.kind == "ApplicationSet"
	some field in ["targetRevision", "chart"]
	argo.may_be_supplied(app, array.concat(array.slice(path, count(app.path), count(path)), [field]))
}

_levels := {"warning": severity, "note": {"production": "note", "elsewhere": "off"}}

# A source that only lends its files to another one renders nothing itself.
_level(source) := "note" if {
	_has(source, "ref")
	not _has(source, "path")
} else := "warning" if {
	object.get(source, "targetRevision", "") in {"", "HEAD", null}
} else := "warning" if {
	not k8s.is_unknown(object.get(source, "repoURL", null))
	git.is_foreign(object.get(source, "repoURL", null))
} else := "note"

_repository(source) := git.normalise(source.repoURL) if {
	is_string(source.repoURL)
	not k8s.is_templated(source.repoURL)
} else := "its repository"
