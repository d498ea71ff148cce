package policies.sync.flux_source_unverified_test

import data.policies.lib.flux
import data.policies.sync.flux_source_unverified as rule

_source(kind, spec) := {
	"apiVersion": sprintf("%s/v1", [flux.groups[kind]]),
	"kind": kind,
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(kind, spec) := {finding.path | some finding in _report(_source(kind, spec))}

_from(kind, chart) := object.union({"chart": "podinfo", "sourceRef": {"kind": kind, "name": "x"}}, chart)

test_a_source_without_verification if {
	_report(_source("OCIRepository", {"url": "oci://ghcr.io/example/podinfo"})) == {{
		"at": 0,
		"path": ["spec", "verify"],
		"message": concat(" ", [
			`OCIRepository "podinfo" takes what it fetches without checking a signature: spec.verify is not set.`,
			"Set it.",
		]),
	}}
	_paths("GitRepository", {"verify": null}) == {["spec", "verify"]}
	_paths("HelmChart", _from("HelmRepository", {})) == {["spec", "verify"]}
	_paths("HelmRelease", {"chart": {"spec": _from("HelmRepository", {})}}) == {["spec", "chart", "spec", "verify"]}
}

test_verified_sources_pass if {
	verified := {"verify": {"provider": "cosign"}}
	_paths("OCIRepository", verified) == set()
	_paths("GitRepository", {"verify": {"mode": "HEAD"}}) == set()
	_paths("HelmChart", _from("HelmRepository", verified)) == set()
	_paths("HelmRelease", {"chart": {"spec": _from("HelmRepository", verified)}}) == set()
	_paths("GitRepository", {"verify": "${VERIFY}"}) == set()
}

test_charts_of_git_and_buckets_are_verified_with_their_source if {
	every kind in ["GitRepository", "Bucket", "${KIND}"] {
		_paths("HelmChart", _from(kind, {})) == set()
		_paths("HelmRelease", {"chart": {"spec": _from(kind, {})}}) == set()
	}
	_paths("HelmRelease", {"chartRef": {"kind": "OCIRepository", "name": "x"}}) == set()
}

test_what_cannot_be_verified_passes if {
	_paths("HelmRepository", {"url": "https://charts.example.com"}) == set()
	_paths("Bucket", {"endpoint": "minio.example.com"}) == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {"spec": 5}] {
		_paths("HelmRelease", {"chart": value}) == set()
	}
	every spec in [null, 5, "x", []] {
		_paths("GitRepository", spec) == set()
	}
}

test_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
