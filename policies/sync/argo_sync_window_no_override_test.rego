package policies.sync.argo_sync_window_no_override_test

import data.policies.sync.argo_sync_window_no_override as rule

_project(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_windows(windows) := _project({"syncWindows": windows})

test_a_freeze_without_exit_is_found if {
	_report(_windows([{"kind": "allow"}, {"kind": "deny", "manualSync": false}])) == {{
		"at": 0,
		"path": ["spec", "syncWindows", 1, "manualSync"],
		"message": concat(" ", [
			`The deny window 2 of AppProject "shop" stops syncs by hand, too: manualSync is false.`,
			"Set manualSync: true.",
		]),
	}}
	count(_report(_windows([{"kind": "deny"}, {"kind": "deny", "manualSync": null}]))) == 2
}

test_an_exit_passes if {
	_report(_windows([{"kind": "deny", "manualSync": true}, {"kind": "deny", "manualSync": "${MANUAL}"}])) == set()
}

test_an_allow_window_needs_none if {
	_report(_windows([{"kind": "allow"}, {"kind": "allow", "manualSync": false}, {"kind": "${KIND}"}])) == set()
}

test_wrong_types if {
	every windows in [null, 5, "x", {}, [5, null, "deny"], [{"kind": 5}]] {
		_report(_windows(windows)) == set()
	}
	count(_report(_windows([{"kind": "deny", "manualSync": "true"}]))) == 1
}

test_is_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
