package policies.sync.argo_default_project_test

import data.policies.sync.argo_default_project as rule

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_paths(manifest) := [finding.path | some finding in rule.report with input as manifest]

test_the_default_project_is_found if {
	_paths(_application({"project": "default"})) == [["spec", "project"]]
}

test_an_empty_or_absent_project_means_default if {
	_paths(_application({"project": ""})) == [["spec", "project"]]
	_paths(_application({})) == [["spec", "project"]]
}

test_a_project_of_its_own_passes if {
	_paths(_application({"project": "shop"})) == []
}

test_the_template_of_an_applicationset_counts if {
	app_set := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {"template": {"spec": {"project": "default"}}},
	}
	_paths(app_set) == [["spec", "template", "spec", "project"]]
}

test_a_templated_project_passes if {
	app_set := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {"template": {"spec": {"project": "{{ .project }}"}}},
	}
	_paths(app_set) == []
}

test_the_template_of_a_generator_may_name_the_project if {
	app_set := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {
			"generators": [{"list": {"elements": [], "template": {"spec": {"project": "shop"}}}}],
			"template": {"spec": {}},
		},
	}
	_paths(app_set) == []
}

test_a_patch_cannot_name_the_project if {
	app_set := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {"templatePatch": "spec:\n  project: shop\n", "template": {"spec": {}}},
	}
	_paths(app_set) == [["spec", "template", "spec", "project"]]
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", [], {"project": 5}, {"project": ["default"]}] {
		_paths(_application(spec)) == []
	}
}

test_an_application_of_another_group_is_none if {
	_paths({"apiVersion": "app.k8s.io/v1beta1", "kind": "Application", "spec": {}}) == []
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
