package main_test

import data.main

_application(project) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"project": project, "syncPolicy": {"automated": {"prune": false, "selfHeal": true}}},
}

_error := {
	"msg": concat("", [
		`argo-default-project: Application "shop" is in the project "default", which allows everything. `,
		"Put it into an AppProject of its own.",
	]),
	"rule": "argo-default-project",
	"path": ["spec", "project"],
}

_warning := {
	"msg": concat(" ", [
		`argo-prune-disabled: Application "shop" syncs automatically but syncPolicy.automated.prune is false,`,
		"so what is removed from Git stays in the cluster. Set prune: true.",
	]),
	"rule": "argo-prune-disabled",
	"path": ["spec", "syncPolicy", "automated", "prune"],
}

# Other rules have their say on these objects, too.
_of(entries) := {entry |
	some entry in entries
	entry.rule in {"argo-default-project", "argo-prune-disabled"}
}

_denied(manifest) := entries if entries := _of(main.deny) with input as manifest

_warned(manifest) := entries if entries := _of(main.warn) with input as manifest

test_errors_fail_a_bare_object if {
	_denied(_application("default")) == {_error}
	_warned(_application("default")) == {_warning}
}

test_errors_fail_a_list if {
	_denied({"apiVersion": "v1", "kind": "List", "items": [5, _application("default")]}) == {_error}
}

test_warnings_only_warn if {
	_denied(_application("shop")) == set()
	_warned(_application("shop")) == {_warning}
}

test_notes_warn_too if {
	source := {
		"apiVersion": "source.toolkit.fluxcd.io/v1",
		"kind": "GitRepository",
		"metadata": {"name": "podinfo"},
		"spec": {"url": "https://git.example/acme/podinfo", "ref": {"branch": "main"}},
	}
	main.deny == set() with input as source
	main.warn == {{
		"msg": concat(" ", [
			`flux-source-unpinned: GitRepository "podinfo" follows spec.ref.branch "main", which moves.`,
			"Pin it to a tag or a commit.",
		]),
		"rule": "flux-source-unpinned",
		"path": ["spec", "ref", "branch"],
	}} with input as source
}

test_a_good_object_passes if {
	config_map := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": {"colour": "blue"}}
	main.deny == set() with input as config_map
	main.warn == set() with input as config_map
}

# Each asks every rule anew, and an engine gives a test five seconds, also on a machine that is busy: so they are many.
test_a_scalar_is_no_error if {
	every value in [5, "x", null] {
		main.deny == set() with input as value
	}
}

test_a_scalar_is_no_warning if {
	every value in [5, "x", null] {
		main.warn == set() with input as value
	}
}

test_what_holds_no_object_is_no_error if {
	every value in [[], {}, {"kind": "List", "items": 5}] {
		main.deny == set() with input as value
	}
}

test_what_holds_no_object_is_no_warning if {
	every value in [[], {}, {"kind": "List", "items": 5}] {
		main.warn == set() with input as value
	}
}
