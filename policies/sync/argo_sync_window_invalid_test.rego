package policies.sync.argo_sync_window_invalid_test

import data.policies.sync.argo_sync_window_invalid as rule

_project(windows) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"syncWindows": windows},
}

_good := {
	"kind": "deny",
	"schedule": "0 22 * * 1-5",
	"duration": "8h",
	"timeZone": "Europe/Berlin",
	"applications": ["*"],
}

_with(fields) := _project([object.union(_good, fields)])

_without(fields) := _project([object.remove(_good, fields)])

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_messages(manifest) := {finding.message | some finding in _report(manifest)}

_window := ["spec", "syncWindows", 0]

_at(field) := {array.concat(_window, [field])}

test_a_good_window_passes if {
	_report(_project([_good])) == set()
	_report(_without(["timeZone"])) == set()
	_report(_project([])) == set()
	_report(_project([object.union(object.remove(_good, ["applications"]), {"clusters": ["prod-*"]})])) == set()
}

test_a_kind_is_allow_or_deny if {
	_report(_with({"kind": "Allow"})) == {{
		"at": 0,
		"path": ["spec", "syncWindows", 0, "kind"],
		"message": `Sync window 1 of AppProject "shop" has the kind "Allow". Write allow or deny.`,
	}}
	_report(_with({"kind": "allow"})) == set()
	_messages(_without(["kind"])) == {`Sync window 1 of AppProject "shop" has no kind. Write allow or deny.`}
}

test_a_schedule_has_five_fields if {
	every schedule in ["@daily", "0 0 22 * * *", "0 22 * *", "", "0 22 * * 7", "0 24 * * *", "0 22 * * MON-FRY"] {
		_paths(_with({"schedule": schedule})) == _at("schedule")
	}
	every schedule in ["*/5 22-23 1,15 JAN-MAR mon-FRI", "? ? ? ? ?", "0 22 * * 0"] {
		_paths(_with({"schedule": schedule})) == set()
	}
	_messages(_with({"schedule": "@daily"})) == {concat(" ", [
		`Sync window 1 of AppProject "shop" has the schedule "@daily", which is a descriptor,`,
		`and Argo CD takes none. Write five fields, such as "0 22 * * 1-5".`,
	])}
	_messages(_without(["schedule"])) == {concat(" ", [
		`Sync window 1 of AppProject "shop" has no schedule.`,
		`Write five fields, such as "0 22 * * 1-5".`,
	])}
}

test_many_faults_of_a_schedule_are_one_finding if {
	_messages(_with({"schedule": "60,61,62,63 24 * * *"})) == {concat(" ", [
		`Sync window 1 of AppProject "shop" has the schedule "60,61,62,63 24 * * *", which has "24" as hour,`,
		`has "60" as minute, has "61" as minute. Write five fields, such as "0 22 * * 1-5".`,
	])}
}

test_a_duration_is_one_of_go if {
	every duration in ["1d", "8", "8 h", "8hours", ""] {
		_paths(_with({"duration": duration})) == _at("duration")
	}
	every duration in ["1h30m", "90m", "0.5h", "3600s"] {
		_paths(_with({"duration": duration})) == set()
	}
	_messages(_without(["duration"])) == {concat(" ", [
		`Sync window 1 of AppProject "shop" has no duration.`,
		"Write hours, minutes and seconds, such as 8h or 1h30m.",
	])}
}

test_a_time_zone_is_of_iana if {
	every zone in ["Europe/Berln", "europe/berlin", "CEST", "UTC+1", "/etc/passwd", "../UTC"] {
		_paths(_with({"timeZone": zone})) == _at("timeZone")
	}
	every zone in ["", "UTC", "Local", "US/Eastern", "America/Argentina/Ushuaia", "EST"] {
		_paths(_with({"timeZone": zone})) == set()
	}
	_messages(_with({"timeZone": "Mars/Olympus"})) == {concat(" ", [
		`Sync window 1 of AppProject "shop" has the timeZone "Mars/Olympus", which no time zone has,`,
		"so it runs in UTC. Write a name such as Europe/Berlin.",
	])}
}

test_a_time_zone_can_be_configured if {
	config := {"parameters": {"argo-sync-window-invalid": {"time_zones": ["Mars/Olympus"]}}}
	found := rule.report with input as _with({"timeZone": "Mars/Olympus"}) with data.mergegate_config as config
	found == set()
}

test_a_window_selects_something if {
	_report(_without(["applications"])) == {{
		"at": 0,
		"path": ["spec", "syncWindows", 0, "applications"],
		"message": concat(" ", [
			`Sync window 1 of AppProject "shop" selects nothing, and Argo CD refuses it.`,
			"Name applications, namespaces or clusters; globs are fine.",
		]),
	}}
	_paths(_with({"applications": []})) == _at("applications")
	_paths(_with({"applications": null, "namespaces": [], "clusters": null})) == _at("applications")
	_paths(_with({"applications": [], "namespaces": ["shop-*"]})) == set()
}

test_a_window_twice_is_refused if {
	other := object.union(_good, {"applications": ["shop-*"]})
	_paths(_project([_good, other])) == set()
	_report(_project([other, _good, object.union(_good, {"description": "again"}), _good])) == {
		{
			"at": 0,
			"path": ["spec", "syncWindows", 2],
			"message": concat(" ", [
				`Sync window 3 of AppProject "shop" is the same as window 2,`,
				"and Argo CD refuses the second one. Remove it.",
			]),
		},
		{
			"at": 0,
			"path": ["spec", "syncWindows", 3],
			"message": concat(" ", [
				`Sync window 4 of AppProject "shop" is the same as window 3,`,
				"and Argo CD refuses the second one. Remove it.",
			]),
		},
	}
}

test_defaults_written_out_make_no_difference if {
	plain := object.remove(_good, ["timeZone"])
	written := object.union(plain, {"timeZone": "UTC", "manualSync": false, "andOperator": false})
	_paths(_project([plain, written])) == {["spec", "syncWindows", 1]}
}

test_every_fault_is_reported if {
	_paths(_project([_good, {"kind": "x", "schedule": "@daily", "duration": "1d", "timeZone": "x"}])) == {
		["spec", "syncWindows", 1, "applications"],
		["spec", "syncWindows", 1, "kind"],
		["spec", "syncWindows", 1, "schedule"],
		["spec", "syncWindows", 1, "duration"],
		["spec", "syncWindows", 1, "timeZone"],
	}
}

test_what_is_substituted_later_is_unknown if {
	every field in ["kind", "schedule", "duration", "timeZone"] {
		_paths(_with({field: "${VALUE}"})) == set()
	}
}

test_wrong_types_are_faults_of_the_field if {
	every field in ["kind", "schedule", "duration", "timeZone"] {
		every value in [5, true, [], {}, ["0 22 * * *"]] {
			_paths(_with({field: value})) == _at(field)
		}
	}
}

test_what_is_no_window_is_nothing if {
	_report(_project([null, 5, "x", []])) == set()
	every windows in [null, 5, "x", {"a": {}}] {
		_report(_project(windows)) == set()
	}
	_report({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": "x"}) == set()
	_report({"apiVersion": "example.com/v1", "kind": "AppProject", "spec": {"syncWindows": [{}]}}) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
