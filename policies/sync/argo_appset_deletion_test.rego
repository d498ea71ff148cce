package policies.sync.argo_appset_deletion_test

import data.policies.sync.argo_appset_deletion as rule

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

test_a_set_that_deletes_is_found if {
	_report(_set({})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy"],
		"message": concat(" ", [
			`ApplicationSet "shops" deletes what it deployed when its generator yields less:`,
			"neither preserveResourcesOnDeletion nor applicationsSync prevents it. Set one of them.",
		]),
	}}
	every policy in [
		null, {}, 5, "x", [], {"preserveResourcesOnDeletion": false}, {"applicationsSync": "sync"},
		{"applicationsSync": "create-delete"}, {"preserveResourcesOnDeletion": "true"},
	] {
		count(_report(_set({"syncPolicy": policy}))) == 1
	}
}

test_a_set_that_keeps_passes if {
	every policy in [
		{"preserveResourcesOnDeletion": true}, {"applicationsSync": "create-update"}, {"applicationsSync": "create-only"},
		"${POLICY}", {"applicationsSync": "${SYNC}"},
	] {
		_report(_set({"syncPolicy": policy})) == set()
	}
}

test_an_application_is_no_set if _report(_application({})) == set()

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		_report(_set(spec)) == set()
	}
}

test_is_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
