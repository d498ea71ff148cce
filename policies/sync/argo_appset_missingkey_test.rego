package policies.sync.argo_appset_missingkey_test

import data.policies.sync.argo_appset_missingkey as rule

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

test_a_template_that_does_not_fail_is_found if {
	_report(_set({"goTemplate": true})) == {{
		"at": 0,
		"path": ["spec", "goTemplateOptions"],
		"message": concat(" ", [
			`ApplicationSet "shops" renders missing parameters as "<no value>":`,
			"goTemplateOptions lacks missingkey=error. Add it.",
		]),
	}}
	every options in [[], null, 5, "missingkey=error", ["missingkey=zero"], ["missingkey=default", 5], {}] {
		count(_report(_set({"goTemplate": true, "goTemplateOptions": options}))) == 1
	}
}

test_a_template_that_fails_passes if {
	every options in [["missingkey=error"], ["a=b", "missingkey=error"], "${OPTIONS}", ["${OPTION}"]] {
		_report(_set({"goTemplate": true, "goTemplateOptions": options})) == set()
	}
}

test_other_templates_pass if {
	every go in [false, null, "true", "${GO}", 5] {
		_report(_set({"goTemplate": go})) == set()
	}
	_report(_set({})) == set()
	_report(_set(null)) == set()
	_report(_set([])) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
