package policies.sync.argo_appset_templated_project_test

import data.policies.sync.argo_appset_templated_project as rule

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

_choosing(project, generators) := _set({"generators": generators, "template": {"spec": {"project": project}}})

test_a_project_from_a_generator_is_found if {
	_report(_choosing("{{ .path.basename }}", [{"git": {}}])) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "project"],
		"message": concat(" ", [
			`ApplicationSet "shops" lets its generator choose the project: template.spec.project is`,
			`"{{ .path.basename }}". Write the project out.`,
		]),
	}}
	every generators in [
		[{"list": {}}, {"clusters": {}}], [{"list": {"elementsYaml": "{{ .apps }}"}}], [], null, 5,
		[{"matrix": {"generators": [{"list": {}}, {"git": {}}]}}],
	] {
		count(_report(_choosing("team-{{team}}", generators))) == 1
	}
}

test_a_list_is_in_the_same_manifest if {
	_report(_choosing("{{project}}", [{"list": {"elements": []}}])) == set()
	_report(_choosing("{{project}}", [{"list": "*"}])) == set()
	_report(_choosing("{{project}}", [{"matrix": {"generators": [{"list": {}}, {"list": {}}]}}])) == set()
}

test_a_project_that_is_written_out_passes if {
	every project in ["shop", "${PROJECT}", "", null, 5, []] {
		_report(_choosing(project, [{"git": {}}])) == set()
	}
	_report(_application({"project": "{{project}}"})) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
