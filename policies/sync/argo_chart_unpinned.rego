# METADATA
# title: Argo CD chart without exact version
# description: >-
#   A range of versions, or none at all, lets a new release of the chart into the cluster with the next refresh,
#   without a change in Git that anybody could review or revert.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#helm
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "4.5"
#   tags: [argocd, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: ingress}
#     spec:
#       project: platform
#       source:
#         repoURL: https://charts.example.com
#         chart: ingress
#         targetRevision: 4.x
#       destination: {server: https://kubernetes.default.svc, namespace: ingress}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Pin the chart to one version, and raise it with a change of this line.
#
#     ```yaml
#     spec:
#       source:
#         repoURL: https://charts.example.com
#         chart: shop
#         targetRevision: 4.11.3
#     ```
package policies.sync.argo_chart_unpinned

import data.policies.lib.argo
import data.policies.lib.git
import data.policies.lib.k8s
import data.policies.lib.versions

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Charts of Applications, and of templates of ApplicationSets, that are not pinned to one version.
report contains finding if {
	some app in argo.applications
	some entry in argo.sources(app)
	chart := _chart(entry.source)
	revision := object.get(entry.source, "targetRevision", null)
	not _is_pinned(entry.source, revision)
	not _is_supplied(app, entry.path)
	finding := {
		"at": app.at,
		"path": array.concat(entry.path, ["targetRevision"]),
		"message": sprintf(
			"%s takes whatever version of the chart %s comes next: %s. Write one exact version.",
			[k8s.call(app.resource), chart, _says(revision)],
		),
	}
}

# What has a path as well is Git to Argo CD.
_chart(source) := sprintf("%q", [source.chart]) if {
	not object.get(source, "chart", "") in {"", null}
	object.get(source, "path", "") in {"", null}
} else := "in its OCI repository" if {
	startswith(k8s.string_at(source, ["repoURL"]), "oci://")
}

_is_pinned(_, revision) if k8s.is_unknown(revision)

_is_pinned(_, revision) if {
	is_string(revision)
	versions.is_exact(revision)
}

# An OCI reference may be a digest, or a tag that is named after a version.
_is_pinned(source, revision) if {
	startswith(k8s.string_at(source, ["repoURL"]), "oci://")
	is_string(revision)
	_is_fixed(revision)
}

_is_fixed(revision) if regex.match(`^sha256:[0-9a-f]{64}$`, revision)

_is_fixed(revision) if git.is_pinned(revision)

_says(revision) := k8s.field_is("targetRevision", revision) if {
	revision != ""
} else := "targetRevision is empty"

_is_supplied(app, path) if {
	some field in ["targetRevision", "chart"]
	argo.may_be_supplied(app, array.concat(array.slice(path, count(app.path), count(path)), [field]))
}
