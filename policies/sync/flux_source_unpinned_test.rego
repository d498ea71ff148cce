package policies.sync.flux_source_unpinned_test

import data.policies.sync.flux_source_unpinned as rule

_source(kind, spec) := {
	"apiVersion": "source.toolkit.fluxcd.io/v1",
	"kind": kind,
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_git(ref) := _source("GitRepository", {"url": "https://git.example/acme/podinfo", "ref": ref})

_oci(ref) := _source("OCIRepository", {"url": "oci://registry.example/podinfo", "ref": ref})

_release(chart) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "podinfo"},
	"spec": {"chart": {"spec": object.union(
		{"chart": "podinfo", "sourceRef": {"kind": "HelmRepository", "name": "podinfo"}},
		chart,
	)}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_found(manifest) := {[finding.path, finding.severity] | some finding in _report(manifest)}

_error := {"production": "error", "elsewhere": "warning"}

_warning := {"production": "warning", "elsewhere": "off"}

_note := {"production": "note", "elsewhere": "note"}

test_a_repository_without_a_reference_follows_master if {
	_report(_source("GitRepository", {"url": "https://git.example/acme/podinfo"})) == {{
		"at": 0,
		"path": ["spec", "ref"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`GitRepository "podinfo" follows master: spec.ref is not set.`,
			"Pin it to a tag or a commit.",
		]),
	}}
	_found(_git({})) == {[["spec", "ref"], _note]}
	_found(_git(null)) == {[["spec", "ref"], _note]}
	_found(_git({"branch": "", "tag": null})) == {[["spec", "ref"], _note]}
}

test_a_branch_is_a_note if {
	_report(_git({"branch": "main"})) == {{
		"at": 0,
		"path": ["spec", "ref", "branch"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`GitRepository "podinfo" follows spec.ref.branch "main", which moves.`,
			"Pin it to a tag or a commit.",
		]),
	}}
	_found(_git({"name": "refs/heads/main"})) == {[["spec", "ref", "name"], _note]}
}

test_a_range_warns_in_production if {
	_found(_git({"semver": ">=1.0.0"})) == {[["spec", "ref", "semver"], _warning]}
	_found(_git({"semver": "1.2.3"})) == {[["spec", "ref", "semver"], _warning]}
	_found(_oci({"semver": "6.x"})) == {[["spec", "ref", "semver"], _warning]}
}

test_pinned_repositories_pass if {
	every ref in [
		{"tag": "v1.2.3"},
		{"tag": "v1.2.3", "branch": "main"},
		{"commit": "0123456789abcdef0123456789abcdef01234567", "branch": "main", "semver": "*"},
		{"name": "refs/tags/v1.2.3", "branch": "main"},
	] {
		_found(_git(ref)) == set()
	}
}

test_the_field_that_counts_is_the_one_flux_reads if {
	_found(_git({"semver": "*", "tag": "v1.2.3"})) == {[["spec", "ref", "semver"], _warning]}
	_found(_git({"name": "refs/heads/main", "tag": "v1.2.3"})) == {[["spec", "ref", "name"], _note]}
	_found(_oci({"semver": "*", "tag": "latest"})) == {[["spec", "ref", "semver"], _warning]}
	_found(_oci({"digest": "sha256:0", "tag": "latest"})) == set()
}

test_the_own_repository_is_on_a_branch_by_design if {
	bootstrap := object.union(_git({"branch": "main"}), {"metadata": {"name": "flux-system"}})
	_found(bootstrap) == set()
	config := {"repository_urls": ["git.example/acme/podinfo"]}
	own := rule.report with input as _git({"branch": "main"}) with data.mergegate_config as config
	own == set()
	ssh := _source("GitRepository", {"url": "ssh://git@git.example:22/acme/podinfo.git"})
	own_by_ssh := rule.report with input as ssh with data.mergegate_config as config
	own_by_ssh == set()
	other := _source("GitRepository", {"url": "https://git.example/acme/other"})
	foreign := rule.report with input as other with data.mergegate_config as config
	count(foreign) == 1
}

test_an_artifact_by_latest_is_an_error if {
	_report(_oci({"tag": "latest"})) == {{
		"at": 0,
		"path": ["spec", "ref", "tag"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`OCIRepository "podinfo" follows spec.ref.tag "latest", which moves.`,
			"Pin it to a digest or a version.",
		]),
	}}
	_found(_source("OCIRepository", {"url": "oci://registry.example/podinfo"})) == {[["spec", "ref"], _error]}
	_found(_oci({})) == {[["spec", "ref"], _error]}
}

test_other_tags_of_artifacts_pass_unless_configured if {
	_found(_oci({"tag": "6.7.1"})) == set()
	_found(_oci({"tag": "main"})) == set()
	config := {"parameters": {"flux-source-unpinned": {"mutable_tags": ["main"]}}}
	found := rule.report with input as _oci({"tag": "main"}) with data.mergegate_config as config
	{finding.path | some finding in found} == {["spec", "ref", "tag"]}
}

test_the_artifact_of_the_own_repository_passes if {
	_found(object.union(_oci({"tag": "latest"}), {"metadata": {"name": "flux-system"}})) == set()
}

test_a_chart_in_a_range_is_an_error if {
	_report(_release({"version": "1.x"})) == {{
		"at": 0,
		"path": ["spec", "chart", "spec", "version"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": `HelmRelease "podinfo" takes the newest chart of "1.x". Pin it to an exact version.`,
	}}
	every version in ["*", ">=1.0.0", "^1.2.3", "~1.2", "4.11", "1", "1.2.3 - 1.4.0", "1.2.3 || 1.4.0", "v1"] {
		_found(_release({"version": version})) == {[["spec", "chart", "spec", "version"], _error]}
	}
}

test_a_chart_without_a_version_is_an_error if {
	_report(_release({})) == {{
		"at": 0,
		"path": ["spec", "chart", "spec", "version"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": `HelmRelease "podinfo" takes the newest chart: no version is set. Pin it to an exact one.`,
	}}
	_found(_release({"version": null})) == {[["spec", "chart", "spec", "version"], _error]}
}

test_an_exact_chart_passes if {
	every version in ["1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3+build.5", "= 1.2.3"] {
		_found(_release({"version": version})) == set()
	}
}

test_the_version_of_a_chart_in_git_does_not_count if {
	_found(_release({"sourceRef": {"kind": "GitRepository", "name": "x"}})) == set()
	_found(_release({"sourceRef": {"kind": "Bucket", "name": "x"}, "version": "*"})) == set()
}

test_a_release_by_reference_has_no_version if {
	release := {
		"apiVersion": "helm.toolkit.fluxcd.io/v2",
		"kind": "HelmRelease",
		"spec": {"chartRef": {"kind": "OCIRepository", "name": "podinfo"}},
	}
	_found(release) == set()
}

test_a_chart_of_its_own_counts if {
	chart := _source("HelmChart", {"chart": "podinfo", "sourceRef": {"kind": "HelmRepository", "name": "podinfo"}})
	_found(chart) == {[["spec", "version"], _error]}
}

test_what_is_substituted_later_is_unknown if {
	every ref in [{"branch": "${BRANCH}"}, {"tag": "${TAG}"}, {"commit": "${COMMIT}", "branch": "main"}, "${REF}"] {
		_found(_git(ref)) == set()
	}
	every ref in [{"digest": "${DIGEST}"}, {"semver": "${RANGE}", "tag": "latest"}, {"tag": "${TAG}"}, "${REF}"] {
		_found(_oci(ref)) == set()
	}
	_found(_source("GitRepository", {"url": "${URL}", "ref": {"branch": "main"}})) == set()
	_found(_release({"version": "${VERSION}"})) == set()
	_found(_release({"sourceRef": {"kind": "${KIND}"}, "version": "*"})) == set()
}

test_wrong_types_are_nothing if {
	every ref in [5, "main", [], {"tag": 5}, {"semver": []}] {
		_found(_git(ref)) == set()
		_found(_oci(ref)) == set()
	}
	every spec in [null, 5, "x", []] {
		_found(_source("GitRepository", spec)) == set()
		_found(_source("OCIRepository", spec)) == set()
		_found(_source("HelmChart", spec)) == set()
	}
	_found(_release({"version": 1.2})) == set()
	_found(_release({"version": ["*"]})) == set()
	_found(_release({"version": "1.2.3", "sourceRef": 5})) == set()
	_found({"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "spec": {"chart": "podinfo"}}) == set()
	_found(_source("GitRepository", {"url": 5, "ref": {"branch": "main"}})) == {[["spec", "ref", "branch"], _note]}
}

test_other_groups_pass if {
	_found(object.union(_git({"branch": "main"}), {"apiVersion": "example.com/v1"})) == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
