package policies.sync.argo_sync_window_vacuous_test

import data.policies.sync.argo_sync_window_vacuous as rule

_project(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_windows(windows) := _project({"syncWindows": windows})

_window(kind, schedule, duration) := {
	"kind": kind, "schedule": schedule, "duration": duration, "applications": ["*"],
}

_for(applications, window) := object.union(window, {"applications": applications})

_found(windows) := {finding.path[2] | some finding in _report(_windows(windows))}

test_a_window_that_is_always_open_is_found if {
	_report(_windows([_window("allow", "0 0 * * *", "24h")])) == {{
		"at": 0,
		"path": ["spec", "syncWindows", 0, "duration"],
		"message": concat(" ", [
			`Sync window 1 of AppProject "shop" makes the allow windows cover the whole week,`,
			"so they restrict nothing. Shorten or remove it.",
		]),
	}}
	{finding.message | some finding in _report(_windows([_window("deny", "* * * * *", "1m")]))} == {concat(" ", [
		`Sync window 1 of AppProject "shop" makes the deny windows cover the whole week,`,
		"so nothing syncs on its own. Shorten or remove it.",
	])}
}

test_windows_count_together_for_one_selector if {
	day := _window("deny", "0 8 * * *", "10h")
	night := _window("deny", "0 18 * * *", "14h")
	_found([day, night]) == {1}
	_found([_for(["a"], day), _for(["b"], night)]) == set()
	_found([_for(["a", "b"], day), _for(["b"], night)]) == {1}
	_found([day, _for(["b"], night)]) == {1}
	_found([day, object.union(night, {"timeZone": "Asia/Tokyo"})]) == set()
	_found([day, object.union(night, {"kind": "allow"})]) == {1}
}

test_joined_selectors_are_one if {
	joined := {"andOperator": true, "clusters": ["prod"]}
	day := _window("deny", "0 8 * * *", "10h")
	night := _window("deny", "0 18 * * *", "14h")
	_found([object.union(day, joined), object.union(night, joined)]) == {1}
	_found([object.union(day, joined), night]) == set()
}

test_production_outside_of_business_hours_is_found if {
	_report(_windows([_window("allow", "0 22 * * *", "1h")])) == {{
		"at": 0,
		"path": ["spec", "syncWindows", 0, "duration"],
		"message": concat(" ", [
			`Sync window 1 of AppProject "shop" lets production sync outside of business hours,`,
			"for instance on Sunday 22:00 in its time zone. Shorten or move it.",
		]),
	}}
	_found([_window("allow", "0 8 * * 1-5", "11h")]) == {0}
	_found([_window("allow", "0 8 1 * *", "1h")]) == {0}
}

test_business_hours_pass if {
	_found([_window("allow", "0 8 * * 1-5", "10h")]) == set()
	_found([object.union(_window("allow", "0 8 * * 1-5", "10h"), {"timeZone": "Asia/Tokyo"})]) == set()
	_found([_window("deny", "0 22 * * *", "8h")]) == set()
	_found([_window("deny", "0 0 1 * *", "744h")]) == set()
}

test_business_hours_are_a_setting if {
	hours := {"business_days": [0, 1, 2, 3, 4, 5, 6], "business_start": 20, "business_end": 24}
	config := {"parameters": {"argo-sync-window-vacuous": hours}}
	windows := [_window("allow", "0 20 * * *", "4h"), _window("allow", "0 8 * * *", "1h")]
	found := rule.report with input as _windows(windows) with data.mergegate_config as config
	{finding.path[2] | some finding in found} == {1}
}

test_wrong_types_are_nothing if {
	every windows in [null, 5, "x", {}, [5, null], [{"kind": 5, "schedule": [], "duration": {}}]] {
		_found(windows) == set()
	}
	_found([object.union(_window("deny", "0 8 * * *", "10h"), {"applications": 5, "clusters": [5, null]})]) == set()
}

test_is_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
