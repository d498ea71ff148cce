package policies.sync.argo_project_source_wildcard_test

import data.policies.sync.argo_project_source_wildcard as rule

_project(repositories) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"sourceRepos": repositories},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

test_any_repository_is_found if {
	_report(_project(["https://git.example/acme/*", "*"])) == {{
		"at": 0,
		"path": ["spec", "sourceRepos", 1],
		"message": concat(" ", [
			`AppProject "shop" deploys from any repository: spec.sourceRepos holds "*".`,
			"Name the repositories of the team.",
		]),
	}}
}

test_other_ways_to_say_any if {
	every pattern in ["**", "https://*", "https://*/*", "*://*", "git@*", "git@*:*"] {
		_paths(_project([pattern])) == {["spec", "sourceRepos", 0]}
	}
}

test_globs_below_a_host_pass if {
	every pattern in ["https://git.example/*", "https://git.example/acme/*", "git@git.example:acme/*", "*.git", "!*", ""] {
		_paths(_project([pattern])) == set()
	}
}

test_the_default_project_counts if {
	project := object.union(_project(["*"]), {"metadata": {"name": "default"}})
	_paths(project) == {["spec", "sourceRepos", 0]}
}

test_nothing_allowed_passes if {
	_report(_project([])) == set()
	_report({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": {}}) == set()
}

test_wrong_types_are_nothing if {
	every repositories in [null, 5, "*", {"a": "*"}, [null, 5, ["*"], {}]] {
		_report(_project(repositories)) == set()
	}
	_report({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": ["*"]}) == set()
	_report({"apiVersion": "example.com/v1", "kind": "AppProject", "spec": {"sourceRepos": ["*"]}}) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
