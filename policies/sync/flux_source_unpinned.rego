# METADATA
# title: Flux source that is not pinned
# description: >-
#   A chart without an exact version, an artifact by the tag latest or a foreign repository on a branch changes
#   what runs without a change to this repository: nobody reviews it, and nobody can say what ran last week.
# related_resources:
# - ref: https://fluxcd.io/flux/components/source/gitrepositories/#reference
# - ref: https://fluxcd.io/flux/components/source/ocirepositories/#reference
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#chart-template
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "5.5"
#   tags: [flux, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: source.toolkit.fluxcd.io/v1
#     kind: OCIRepository
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       url: oci://registry.example.com/manifests/shop
#       ref:
#         tag: latest
#   remedy: |-
#     Pin charts to an exact version, artifacts to a digest or a version, foreign repositories to a tag or commit,
#     and let a bot propose updates.
#
#     ```yaml
#     spec:
#       ref:
#         tag: 6.7.1
#     ```
#   parameters:
#     mutable_tags:
#       description: Tags of OCI artifacts that move.
#       default: [latest]
package policies.sync.flux_source_unpinned

import data.policies.lib.git
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.versions

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

_group := "source.toolkit.fluxcd.io"

_levels := {
	"mutable": severity,
	"range": {"production": "warning", "elsewhere": "off"},
	"branch": {"production": "note", "elsewhere": "note"},
}

# METADATA
# scope: document
# description: Sources of third parties, and charts, that do not always mean the same content.
report contains finding if {
	some i in k8s.of(_group, "GitRepository")
	r := k8s.resources[i]
	not _is_own(r)
	not k8s.is_unknown(object.get(r, ["spec", "url"], null))
	[field, says, level] := _git_fault(_reference(r))
	finding := _finding(i, array.concat(["spec", "ref"], field), says, level)
}

report contains finding if {
	some i in k8s.of(_group, "OCIRepository")
	r := k8s.resources[i]
	not _is_own(r)
	[field, says, level] := _oci_fault(_reference(r))
	finding := _finding(i, array.concat(["spec", "ref"], field), says, level)
}

report contains finding if {
	some [i, path, chart] in _charts
	not object.get(chart, ["sourceRef", "kind"], "") in {"GitRepository", "Bucket"}
	not k8s.is_unknown(object.get(chart, ["sourceRef", "kind"], ""))
	says := _chart_fault(object.get(chart, "version", null))
	finding := _finding(i, array.concat(path, ["version"]), says, "mutable")
}

_finding(i, path, says, level) := {
	"at": i,
	"path": path,
	"severity": _levels[level],
	"message": sprintf("%s %s", [k8s.call(k8s.resources[i]), says]),
}

# Bootstrap names the source of the repository itself flux-system.
_is_own(r) if k8s.name(r) == "flux-system"

_is_own(r) if git.is_own(r.spec.url)

_reference(r) := object.get(r.spec, "ref", null) if is_object(r.spec)

# The field that counts is the first of these that is set.
_effective(reference, fields) := [field, value] if {
	is_object(reference)
	set := [name | some name in fields; not object.get(reference, name, null) in {"", null}]
	field := set[0]
	value := reference[field]
	is_string(value)
	not k8s.is_templated(value)
}

_is_empty(null, _)

_is_empty(reference, fields) if {
	is_object(reference)
	every field in fields {
		object.get(reference, field, null) in {"", null}
	}
}

_git_fields := ["commit", "name", "semver", "tag", "branch"]

_git_fault(reference) := [[], "follows master: spec.ref is not set. Pin it to a tag or a commit.", "branch"] if {
	_is_empty(reference, _git_fields)
}

_git_fault(reference) := [[field], says, level] if {
	[field, value] := _effective(reference, _git_fields)
	level := {"name": "branch", "branch": "branch", "semver": "range"}[field]
	not _is_tag(field, value)
	says := sprintf("follows spec.ref.%s %q, which moves. Pin it to a tag or a commit.", [field, value])
}

_is_tag("name", value) if startswith(value, "refs/tags/")

_oci_fields := ["digest", "semver", "tag"]

_oci_fault(reference) := [[], "takes latest: spec.ref is not set. Pin it to a digest or a version.", "mutable"] if {
	_is_empty(reference, _oci_fields)
}

_oci_fault(reference) := [[field], says, level] if {
	[field, value] := _effective(reference, _oci_fields)
	level := _oci_level(field, value)
	says := sprintf("follows spec.ref.%s %q, which moves. Pin it to a digest or a version.", [field, value])
}

_oci_level("semver", _) := "range"

_oci_level("tag", value) := "mutable" if {
	value in params.get("flux-source-unpinned", "mutable_tags", ["latest"])
}

_charts contains [i, ["spec", "chart", "spec"], chart] if {
	some i in k8s.of("helm.toolkit.fluxcd.io", "HelmRelease")
	chart := k8s.resources[i].spec.chart.spec
	is_object(chart)
}

_charts contains [i, ["spec"], chart] if {
	some i in k8s.of(_group, "HelmChart")
	chart := k8s.resources[i].spec
	is_object(chart)
}

_chart_fault(version) := "takes the newest chart: no version is set. Pin it to an exact one." if {
	version in {"", null}
}

_chart_fault(version) := says if {
	is_string(version)
	version != ""
	not k8s.is_templated(version)
	not versions.is_exact(version)
	says := sprintf("takes the newest chart of %q. Pin it to an exact version.", [version])
}
