package policies.sync.flux_source_untrusted_test

import data.policies.lib.flux
import data.policies.sync.flux_source_untrusted as rule

_source(kind, spec) := {
	"apiVersion": sprintf("%s/v1", [flux.groups[kind]]),
	"kind": kind,
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_allowing(list, manifest) := findings if {
	config := {
		"parameters": {"flux-source-untrusted": {"allowed_sources": list}},
		"repository_urls": ["https://github.com/other/fleet.git"],
	}
	findings := _report(manifest) with data.mergegate_config as config
}

_list := ["github.com/example", "ghcr.io/example/*", "*.corp.example.com", "https://charts.example.com/"]

_paths(manifest) := {finding.path | some finding in _allowing(_list, manifest)}

test_a_foreign_source_is_found if {
	_allowing(_list, _source("GitRepository", {"url": "https://github.com/stranger/podinfo.git"})) == {{
		"at": 0,
		"path": ["spec", "url"],
		"message": concat(" ", [
			`GitRepository "podinfo" fetches from "github.com/stranger/podinfo", which is not among the allowed sources.`,
			"Use an allowed one, or have this one allowed.",
		]),
	}}
	_paths(_source("OCIRepository", {"url": "oci://ghcr.io/stranger/podinfo"})) == {["spec", "url"]}
	_paths(_source("HelmRepository", {"url": "https://charts.example.com.evil.org"})) == {["spec", "url"]}
	_paths(_source("GitRepository", {"url": "https://github.com/example-evil/x"})) == {["spec", "url"]}
	_paths(_source("Bucket", {"endpoint": "minio.example.org"})) == {["spec", "endpoint"]}
}

test_applications_count_too if {
	_paths(_application({"source": {"repoURL": "git@github.com:stranger/x.git"}})) == {["spec", "source", "repoURL"]}
	_paths(_application({"sources": [{"repoURL": "https://github.com/example/x"}, {"repoURL": "https://x.org/y"}]})) == {
		["spec", "sources", 1, "repoURL"],
	}
}

test_allowed_sources_pass if {
	every url in [
		"https://github.com/example/podinfo", "git@github.com:example/podinfo.git", "ssh://git@github.com/Example/a/b",
		"https://git.corp.example.com/any/thing", "https://charts.example.com", "https://github.com/other/fleet",
	] {
		_paths(_source("GitRepository", {"url": url})) == set()
	}
	_paths(_source("OCIRepository", {"url": "oci://ghcr.io/example/charts/podinfo"})) == set()
}

test_without_a_list_nothing_is_checked if {
	every list in [[], "github.com", null, 5] {
		_allowing(list, _source("GitRepository", {"url": "https://x.org/y"})) == set()
	}
	findings := rule.report with input as _source("GitRepository", {"url": "https://x.org/y"})
	findings == set()
}

test_what_is_filled_in_later_is_unknown if {
	_paths(_source("GitRepository", {"url": "https://${HOST}/x"})) == set()
	_paths(_application({"source": {"repoURL": "{{ .url }}"}})) == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, [], {}] {
		_paths(_source("GitRepository", {"url": value})) == set()
		_paths(_application({"source": {"repoURL": value}})) == set()
	}
}

test_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
