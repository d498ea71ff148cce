package policies.sync.argo_mutable_revision_test

import data.policies.sync.argo_mutable_revision as rule

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_set(template, rest) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": template}}, rest),
}

_git(revision) := _application({"source": {
	"repoURL": "https://git.example/acme/shop",
	"path": "overlays/production",
	"targetRevision": revision,
}})

_report(manifest) := findings if findings := rule.report with input as manifest

_report_of(manifest, own) := findings if {
	findings := _report(manifest) with data.mergegate_config as {"repository_urls": own}
}

_found(manifest) := {[finding.path, finding.severity.production] | some finding in _report(manifest)}

_found_of(manifest, own) := {[finding.path, finding.severity.production] | some finding in _report_of(manifest, own)}

_here := ["spec", "source", "targetRevision"]

test_the_default_branch_warns if {
	_report(_git("HEAD")) == {{
		"at": 0,
		"path": ["spec", "source", "targetRevision"],
		"severity": {"production": "warning", "elsewhere": "off"},
		"message": concat(" ", [
			`Application "shop" follows a revision of git.example/acme/shop that moves:`,
			"targetRevision is HEAD. Pin it to a tag or a full commit.",
		]),
	}}
	_found(_git("")) == {[_here, "warning"]}
	_found(_git(null)) == {[_here, "warning"]}
	_found(_application({"source": {"repoURL": "https://git.example/a"}})) == {[_here, "warning"]}
}

test_a_branch_is_a_note if {
	every revision in [
		"main", "refs/heads/main", "production", "v1", "v1.2", "4.11", "1.2.x", "^1.2.0", ">=1.0.0 <2.0.0", "*",
		"release-1.2.3", "release/1.2.3", "0a1b2c3", "refs/pull/7/head", "head",
	] {
		_found(_git(revision)) == {[_here, "note"]}
	}
}

test_commits_and_versions_pass if {
	every revision in [
		"0123456789abcdef0123456789abcdef01234567", "refs/tags/anything", "v1.2.3", "1.2.3", "2024.01.2",
		"v1.2.3-rc.1", "v1.33.1+k3s1", "controller-v1.11.2", "kustomize/v5.8.1",
	] {
		_found(_git(revision)) == set()
	}
}

test_a_branch_of_another_repository_warns if {
	_found_of(_git("main"), ["git.example/acme/other"]) == {[_here, "warning"]}
}

test_a_branch_of_the_own_repository_is_a_note if {
	_found_of(_git("main"), ["git.example/acme/shop"]) == {[_here, "note"]}
	_found_of(_git("HEAD"), ["git.example/acme/shop"]) == {[_here, "warning"]}
	ssh := _application({"source": {"repoURL": "git@git.example:Acme/Shop.git", "targetRevision": "main"}})
	_found_of(ssh, ["git.example/acme/shop"]) == {[_here, "note"]}
}

test_a_templated_address_is_of_nobody_known if {
	app := _set({"source": {"repoURL": "{{ .url }}", "targetRevision": "main"}}, {})
	{[f.path, f.severity.production, f.message] | some f in _report_of(app, ["git.example/acme/shop"])} == {[
		["spec", "template", "spec", "source", "targetRevision"], "note",
		concat(" ", [
			`ApplicationSet "shops" follows a revision of its repository that moves:`,
			`targetRevision is "main". Pin it to a tag or a full commit.`,
		]),
	]}
}

test_every_source_counts if {
	app := _application({
		"source": {"repoURL": "https://git.example/ignored", "targetRevision": "HEAD"},
		"sources": [
			{"repoURL": "https://charts.example", "chart": "redis", "targetRevision": "1.x"},
			{"repoURL": "https://git.example/a", "path": "x", "targetRevision": "HEAD"},
			{"repoURL": "https://git.example/b", "path": "y", "targetRevision": "v1.2.3"},
		],
	})
	_found(app) == {[["spec", "sources", 1, "targetRevision"], "warning"]}
}

test_a_source_that_only_lends_files_is_a_note if {
	app := _application({"sources": [{"repoURL": "https://git.example/a", "ref": "values"}]})
	_found(app) == {[["spec", "sources", 0, "targetRevision"], "note"]}
	rendering := _application({"sources": [{"repoURL": "https://git.example/a", "ref": "values", "path": "x"}]})
	_found(rendering) == {[["spec", "sources", 0, "targetRevision"], "warning"]}
}

test_the_dry_source_beats_the_others if {
	app := _application({
		"sources": [{"repoURL": "https://git.example/ignored"}],
		"sourceHydrator": {
			"drySource": {"repoURL": "https://git.example/a", "path": "x", "targetRevision": "HEAD"},
			"syncSource": {"targetBranch": "environments/production", "path": "x"},
		},
	})
	_found(app) == {[["spec", "sourceHydrator", "drySource", "targetRevision"], "warning"]}
}

test_charts_are_no_git_sources if {
	chart := {"repoURL": "https://charts.example", "chart": "redis", "targetRevision": "1.x"}
	_found(_application({"source": chart})) == set()
	_found(_application({"source": {"repoURL": "oci://registry.example/a", "path": ".", "targetRevision": "1"}})) == set()
	_found(_application({"source": object.union(chart, {"path": "x"})})) == {[_here, "note"]}
}

test_templates_are_unknown if {
	every revision in ["{{ .revision }}", "release-{{ .v }}", "${REVISION}"] {
		_found(_git(revision)) == set()
	}
	_found(_set({"source": {"repoURL": "https://git.example/a", "targetRevision": "{{ .r }}"}}, {})) == set()
}

test_a_patch_or_a_generator_may_supply_the_revision if {
	template := {"source": {"repoURL": "https://git.example/a", "targetRevision": "HEAD"}}
	patch := "spec:\n  source:\n    targetRevision: {{ .revision }}\n"
	_found(_set(template, {"templatePatch": patch})) == set()
	generator := {"git": {"template": {"spec": {"source": {"targetRevision": "v1.2.3"}}}}}
	_found(_set(template, {"generators": [generator]})) == set()
	_found(_set(template, {"generators": [{"git": {}}]})) == {[
		["spec", "template", "spec", "source", "targetRevision"],
		"warning",
	]}
}

test_wrong_types_are_nothing if {
	every source in [null, 5, "x", [], {}, {"repoURL": 5, "targetRevision": 5}, {"targetRevision": ["HEAD"]}] {
		_found(_application({"source": source})) == set()
		_found(_application({"sources": [source]})) == set()
	}
	every sources in [5, "x", {"a": {"repoURL": "https://git.example/a"}}, []] {
		_found(_application({"sources": sources})) == set()
	}
	_found(_application({"source": {"repoURL": 5, "targetRevision": "main"}})) == {[_here, "note"]}
	_found_of(_git("main"), [5, null]) == {[_here, "note"]}
}

test_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
