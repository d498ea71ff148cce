package policies.sync.argo_finalizer_missing_test

import data.policies.sync.argo_finalizer_missing as rule

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

_with(finalizers) := object.union(_application({}), {"metadata": {"finalizers": finalizers}})

_template(finalizers) := {"template": {"metadata": {"finalizers": finalizers}, "spec": {}}}

test_an_application_without_finalizer_is_found if {
	_report(_application({})) == {{
		"at": 0,
		"path": ["metadata", "finalizers"],
		"message": concat(" ", [
			`Application "shop" has no finalizer of Argo CD, so deleting it leaves what it deployed running.`,
			"Add resources-finalizer.argocd.argoproj.io.",
		]),
	}}
	_paths(_with([])) == {["metadata", "finalizers"]}
	_paths(_with(["acme.example/other"])) == {["metadata", "finalizers"]}
}

test_every_form_of_the_finalizer_passes if {
	every finalizer in [
		"resources-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io/background",
		"resources-finalizer.argocd.argoproj.io/foreground", "${FINALIZER}",
	] {
		_report(_with(["acme.example/other", finalizer])) == set()
	}
	_report(_with("${FINALIZERS}")) == set()
}

test_a_template_gets_it_by_default if {
	_report(_set({"template": {"spec": {}}})) == set()
	_report(_set(_template([]))) == set()
	_report(_set(_template(["resources-finalizer.argocd.argoproj.io"]))) == set()
	_paths(_set(_template(["acme.example/other"]))) == {["spec", "template", "metadata", "finalizers"]}
}

test_a_template_that_keeps_resources_passes if {
	kept := {"syncPolicy": {"preserveResourcesOnDeletion": true}}
	_report(_set(object.union(_template(["acme.example/other"]), kept))) == set()
	patched := {"templatePatch": "metadata: {finalizers: [resources-finalizer.argocd.argoproj.io]}"}
	_report(_set(object.union(_template(["acme.example/other"]), patched))) == set()
}

test_wrong_types if {
	every finalizers in [null, 5, "x", {}, [5, null]] {
		count(_report(_with(finalizers))) == 1
	}
	every finalizers in [null, 5, "x", {}] {
		_report(_set(_template(finalizers))) == set()
	}
}

test_is_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
