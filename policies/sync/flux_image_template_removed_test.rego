package policies.sync.flux_image_template_removed_test

import data.policies.sync.flux_image_template_removed as rule

_automation(template) := {
	"apiVersion": "image.toolkit.fluxcd.io/v1",
	"kind": "ImageUpdateAutomation",
	"metadata": {"name": "shop"},
	"spec": {"git": {"commit": {"messageTemplate": template}}},
}

_report(template) := findings if findings := rule.report with input as _automation(template)

_count(template) := count(_report(template))

test_the_removed_field_is_an_error if {
	_report("{{range .Updated.Images}}{{println .}}{{end}}") == {{
		"at": 0,
		"path": ["spec", "git", "commit", "messageTemplate"],
		"message": concat(" ", [
			`ImageUpdateAutomation "shop" has a commit message that uses .Updated, which Flux does not provide,`,
			"so no commit is made. Use .AutomationObject, .Changed or .Values.",
		]),
	}}
}

test_fields_that_never_were if {
	_report("Update {{.AutomationObject.Title}} to {{ .NewVersion }}") == {{
		"at": 0,
		"path": ["spec", "git", "commit", "messageTemplate"],
		"message": concat(" ", [
			`ImageUpdateAutomation "shop" has a commit message that uses .AutomationObject.Title and .NewVersion,`,
			"which Flux does not provide, so no commit is made. Use .AutomationObject, .Changed or .Values.",
		]),
	}}
	every template in [
		"{{ .Changed.ImageResult }}", "{{ range .Changed.Changes }}{{ .NewVersion }}{{ end }}",
		"{{- range $f, $_ := .Updated.Files -}}{{- end -}}", "{{ with .Changed }}{{ $.Updated }}{{ end }}",
		"{{ printf \"%s\" .Image }}", "{{ if .Old }}x{{ end }}", "{{ range .Values }}{{ .Updated.Images }}{{ end }}",
	] {
		_count(template) == 1
	}
}

test_the_data_of_the_controller_passes if {
	every template in [
		"Update images", "", "{{ .AutomationObject }}", "{{ .AutomationObject.Name }}/{{.AutomationObject.Namespace}}",
		"{{ range .Changed.Changes -}}- {{ .OldValue }} -> {{ .NewValue }}\n{{ end -}}",
		"{{ range $file, $_ := .Changed.FileChanges }}{{ $file }}{{ end }}",
		"{{ range $r, $changes := .Changed.Objects }}{{ $r.Kind | lower }}{{ end }}",
		"{{ range $_, $c := .Changed.Changes }}{{ $c.NewValue }}{{ end }}",
		"{{ .Values.cluster }} {{ with .Values }}{{ .cluster }}{{ end }}", "{{ len .Changed.Changes }}",
		"{{ range .Changed.Changes }}{{ (index $.Changed.Changes 0).NewValue }}{{ end }}",
	] {
		_count(template) == 0
	}
}

test_strings_comments_and_text_are_no_fields if {
	every template in [
		"{{ \"see .Updated\" }}", "{{ `.NewVersion` }}", "{{/* .Updated.Images */}}", "Bump .Updated and v1.2.3",
		"{{ printf \"%s\" \"a\\\".b\" }}", "{{ 1.5 }}",
	] {
		_count(template) == 0
	}
}

test_without_a_template_there_is_none if {
	every template in [null, 5, [], {}] {
		_count(template) == 0
	}
	every spec in [null, 5, "x", {"git": 5}, {"git": {"commit": []}}] {
		findings := rule.report with input as object.union(_automation(""), {"spec": spec})
		findings == set()
	}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
