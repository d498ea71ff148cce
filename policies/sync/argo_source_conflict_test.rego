package policies.sync.argo_source_conflict_test

import data.policies.sync.argo_source_conflict as rule

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
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_git := {"repoURL": "https://git.example/acme/shop", "path": "apps"}

_with(fields) := _application({"source": object.union(_git, fields)})

_said(manifest) := {trim_prefix(finding.message, `Application "shop" has contradictory sources: `) |
	some finding in _report(manifest)
}

test_a_path_and_a_chart_are_found if {
	_report(_with({"chart": "shop"})) == {{
		"at": 0,
		"path": ["spec", "source"],
		"message": concat(" ", [
			`Application "shop" has contradictory sources: spec.source has a path and a chart.`,
			"Remove one of them.",
		]),
	}}
	_report(_with({"chart": ""})) == set()
	_report(_with({"chart": null})) == set()
}

test_source_and_sources_are_found if {
	_said(_application({"source": _git, "sources": [_git]})) == {
		"source and sources are both there, and Argo CD reads sources alone. Remove one of them.",
	}
	_report(_application({"source": _git, "sources": []})) == set()
	_report(_application({"source": {}, "sources": [_git]})) == set()
}

test_two_tools_are_found if {
	_said(_with({"helm": {"releaseName": "x"}, "kustomize": {"namePrefix": "x-"}})) == {
		"spec.source is for helm and kustomize at once. Keep one of them.",
	}
	_said(_with({"directory": {"recurse": true}, "plugin": {"name": "avp"}, "helm": {"values": "a: 1"}})) == {
		"spec.source is for directory, helm and plugin at once. Keep one of them.",
	}
}

test_empty_tools_do_not_count if {
	_report(_with({"directory": {"recurse": false, "jsonnet": {}}, "helm": {"valueFiles": ["a.yaml"]}})) == set()
	_report(_with({"kustomize": {}, "helm": {"valueFiles": ["a.yaml"]}, "plugin": null})) == set()
}

test_no_source_is_found if {
	every spec in [{}, {"source": null}, {"source": {}, "sources": []}] {
		_said(_application(spec)) == {"there is none. Add spec.source."}
	}
	_report(_application({"sourceHydrator": {"drySource": _git}})) == set()
	_report(_application({"source": "${SOURCE}"})) == set()
}

test_each_of_several_sources_counts if {
	lender := {"repoURL": "https://git.example/acme/values", "ref": "values"}
	_report(_application({"sources": [lender, {"repoURL": "https://charts.example", "chart": "shop"}]})) == set()
	_paths(_application({"sources": [lender, object.union(_git, {"chart": "shop"})]})) == {["spec", "sources", 1]}
}

test_templates_count if {
	_paths(_set({"template": {"spec": {}}})) == {["spec", "template", "spec", "source"]}
	both := object.union(_git, {"chart": "shop"})
	{finding.message | some finding in _report(_set({"template": {"spec": {"source": both}}}))} == {concat(" ", [
		`ApplicationSet "shops" has contradictory sources: spec.source has a path and a chart.`,
		"Remove one of them.",
	])}
	_report(_set({"template": {"spec": {}}, "templatePatch": "spec: {source: {path: x}}"})) == set()
	_report(_set({"template": {"spec": {"source": both}}, "templatePatch": "spec: {source: {path: null}}"})) == set()
	generator := {"list": {"template": {"spec": {"source": _git}}}}
	_report(_set({"template": {"spec": {}}, "generators": [generator]})) == set()
}

test_wrong_types if {
	_report(_with({"helm": "x", "kustomize": 5, "directory": [], "plugin": true})) == set()
	_report(_application({"source": 5})) == set()
	_report(_application({"sources": [5, null]})) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
