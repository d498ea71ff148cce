package policies.lib.argo_test

import data.policies.lib.argo

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": {}}}, spec),
}

_first(manifest) := found if {
	found := argo.applications[0] with input as manifest
}

test_applications_and_templates_are_found if {
	argo.applications == [{
		"at": 0,
		"spec": {"project": "x"},
		"path": ["spec"],
		"kind": "Application",
		"name": "shop",
		"resource": _application({"project": "x"}),
	}] with input as _application({"project": "x"})
	argo.applications == [{
		"at": 0,
		"spec": {},
		"path": ["spec", "template", "spec"],
		"kind": "ApplicationSet",
		"name": "shops",
		"resource": _set({}),
	}] with input as _set({})
}

test_what_has_no_spec_is_no_application if {
	every spec in [null, 5, "x", []] {
		argo.applications == [] with input as _application(spec)
		argo.applications == [] with input as object.union(_set({}), {"spec": {"template": spec}})
	}
	argo.applications == [] with input as {"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": {}}
}

_sources(spec) := {[entry.path, entry.source] | some entry in argo.sources(_first(_application(spec)))}

test_which_source_counts if {
	one := {"repoURL": "1"}
	_sources({"source": one}) == {[["spec", "source"], one]}
	_sources({"source": one, "sources": []}) == {[["spec", "source"], one]}
	_sources({"source": one, "sources": null}) == {[["spec", "source"], one]}
	two := {"repoURL": "2"}
	_sources({"source": one, "sources": [two, 5]}) == {[["spec", "sources", 0], two]}
	_sources({"source": one, "sourceHydrator": {"drySource": two}}) == {[["spec", "sourceHydrator", "drySource"], two]}
	_sources({"source": one, "sourceHydrator": {"drySource": 5}}) == {[["spec", "source"], one]}
	_sources({}) == set()
	_sources({"source": "x"}) == set()
}

_automated(policy) := argo.automated(_first(_application({"syncPolicy": policy})))

test_when_a_sync_is_automated if {
	_automated({"automated": {}}) == {}
	_automated({"automated": {"enabled": true}}) == {"enabled": true}
	_automated({"automated": {"enabled": null}}) == {"enabled": null}
	every policy in [
		null, 5, {}, {"automated": null}, {"automated": "x"}, {"automated": {"enabled": false}},
		{"automated": {"enabled": "${AUTO}"}},
	] {
		not _automated(policy)
	}
}

test_progressive_syncs if {
	argo.is_rolling(_first(_set({"strategy": {"type": "RollingSync"}})))
	not argo.is_rolling(_first(_set({"strategy": {"type": "AllAtOnce"}})))
	not argo.is_rolling(_first(_set({"strategy": "RollingSync"})))
	not argo.is_rolling(_first(_application({"strategy": {"type": "RollingSync"}})))
}

_supplied(set_spec, field) if {
	app := _first(_set(set_spec))
	argo.may_be_supplied(app, field) with input as _set(set_spec)
}

_revision := ["source", "targetRevision"]

test_a_patch_that_names_the_field_may_supply_it if {
	every patch in [
		"spec:\n  source:\n    targetRevision: {{ .revision }}\n",
		"spec: {source: {targetRevision: main}}",
		`{"spec": {"source": {"targetRevision": "main"}}}`,
		"spec:\n  source:\n    'targetRevision' : main",
		"spec:\n  source: null\n", "spec:\n  source: {{ .source }}\n", "spec: ~\n",
		"spec:\n  {{- toYaml .spec | nindent 2 }}\n", "  {{ .everything }}\n", "spec:\n  $patch: replace\n",
	] {
		_supplied({"templatePatch": patch}, _revision)
	}
}

test_a_patch_of_something_else_does_not if {
	every patch in [
		"", "spec:\n  source:\n    path: {{ .path }}\n", "metadata:\n  labels:\n    env: {{ .env }}\n",
		"{{- if .x }}\nspec:\n  project: {{ .project }}\n{{- end }}\n", "# targetRevision\n", 5, null, [],
	] {
		not _supplied({"templatePatch": patch}, _revision)
	}
	not argo.may_be_supplied(_first(_application({})), _revision)
}

test_the_template_of_a_generator_may_supply_it if {
	template := {"spec": {"source": {"targetRevision": "v1.2.3"}}}
	_supplied({"generators": [{"git": {"template": template}}]}, _revision)
	_supplied({"generators": [{"matrix": {"generators": [{"list": {"template": template}}]}}]}, _revision)
	not _supplied({"generators": [{"git": {"template": template}}]}, ["project"])
	every generators in [null, 5, "template", [{"template": 5}], {"template": template}, [{"list": {"elements": []}}]] {
		not _supplied({"generators": generators}, _revision)
	}
}

test_indexes_are_fields_too if {
	template := {"spec": {"sources": [{}, {"targetRevision": "v1.2.3"}]}}
	_supplied({"generators": [{"git": {"template": template}}]}, ["sources", 1, "targetRevision"])
	not _supplied({"generators": [{"git": {"template": template}}]}, ["sources", 0, "targetRevision"])
	_supplied({"templatePatch": "spec:\n  sources: {{ .sources }}"}, ["sources", 0, "targetRevision"])
}

test_where_the_metadata_is if {
	app := _first(_application({}))
	argo.metadata_path(app) == ["metadata"]
	argo.metadata(app) == {"name": "shop"}
	template := _first(_set({"template": {"metadata": {"name": "{{name}}"}, "spec": {}}}))
	argo.metadata_path(template) == ["spec", "template", "metadata"]
	argo.metadata(template) == {"name": "{{name}}"}
	argo.metadata(_first(_set({"template": {"metadata": 5, "spec": {}}}))) == {}
}

test_fields_that_a_later_tool_fills_in_are_open if {
	field := ["syncPolicy", "automated", "prune"]
	every spec in [
		{"syncPolicy": "${POLICY}"}, {"syncPolicy": {"automated": "{{ .auto }}"}},
		{"syncPolicy": {"automated": {"prune": "$(PRUNE)"}}},
	] {
		application := _application(spec)
		argo.is_open(_first(application), field) with input as application
	}
	every spec in [{}, {"syncPolicy": {"automated": {"prune": "yes"}}}, {"syncPolicy": 5}, {"project": "${X}"}] {
		application := _application(spec)
		not argo.is_open(_first(application), field) with input as application
	}
	patched := _set({"templatePatch": "spec: {syncPolicy: {automated: {prune: true}}}"})
	app := _first(patched)
	argo.is_open(app, field) with input as patched
}

_may_have(options) if {
	app := _first(_application({"syncPolicy": {"syncOptions": options}}))
	argo.may_have_option(app, "PruneLast=true")
}

test_options_that_an_application_has_or_may_have if {
	every options in [
		["PruneLast=true"], ["Validate=false", "PruneLast=true"], ["PruneLast={{ .last }}"], ["${OPTION}"], "${OPTIONS}",
	] {
		_may_have(options)
	}
	every options in [[], null, 5, "PruneLast=true", [5, null], ["PruneLast=false"], ["CreateNamespace=${CREATE}"]] {
		not _may_have(options)
	}
}

_kinds(generators) := [entry.kind | some entry in found] if {
	applications := _set({"generators": generators})
	found := argo.generators(_first(applications)) with input as applications
}

test_generators_are_found_within_others if {
	_kinds([{"list": {"elements": []}}, {"git": {}}]) == ["list", "git"]
	_kinds([{"matrix": {"generators": [{"git": {}}, {"merge": {"generators": [{"clusters": {}}]}}]}}]) == [
		"matrix", "git", "merge", "clusters",
	]
	every generators in [null, 5, [5], [], [{"list": {"elements": [{"git": 1}]}}]] {
		count(_kinds(generators)) < 2
	}
	argo.generators(_first(_application({}))) == []
}
