package policies.lib.argo_windows_test

import data.policies.lib.argo_windows

_read(window) := argo_windows.readable({"spec": {"syncWindows": [window]}})[0]

_window(schedule, duration) := {"kind": "allow", "schedule": schedule, "duration": duration}

_spans(schedule, duration) := _read(_window(schedule, duration)).spans

test_spans_of_the_week if {
	_spans("0 8 * * 1-2", "10h") == [[1920, 2520], [3360, 3960]]
	_spans("0 0 * * *", "24h") == [[0, 10080]]
	_spans("0 22 * * 6", "8h") == [[9960, 10440]]
	_spans("0 * * * 0,1", "1h") == [[0, 2880]]
	_spans("0 12-23 * * 6", "1h") == [[9360, 10080]]
	_spans("0 12 * * 0,6", "24h") == [[9360, 12240]]
	_spans("0 0,12 * * 0,6", "13h") == [[8640, 11580]]
	_spans("* * * * *", "1m") == [[0, 10080]]
	_spans("0 0 * * 1", "200h") == [[0, 10080]]
	_spans("0 0 1 * 3", "1h") == _spans("0 0 * * *", "1h")
}

test_what_a_window_is if {
	entry := _read({"kind": "deny", "schedule": "TZ=Asia/Tokyo 0 0 * * *", "duration": "24h", "timeZone": "Europe/Berlin"})
	object.remove(entry, ["window"]) == {
		"kind": "deny", "zone": "Asia/Tokyo", "is_weekly": true, "is_dense": true, "is_always": true, "spans": [[0, 10080]],
	}
	_read(object.union(_window("0 0 1 * *", "1h"), {"timeZone": "Europe/Berlin"})).zone == "Europe/Berlin"
	_read(_window("0 0 1 * *", "1h")).is_weekly == false
	_read(_window("0 0 * 6 *", "1h")).is_weekly == false
	_read(_window("0 0 ? * *", "1h")).zone == "UTC"
	_read(_window("*/15 * * * *", "15m")).is_always == true
	_read(_window("0,20 * * * *", "40m")).is_always == true
	_read(_window("0,20 * * * *", "39m")).is_always == false
	_read(_window("0,20 * * * *", "19m")).is_dense == false
}

test_what_cannot_be_read_is_left_out if {
	every window in [
		5, null, {}, {"kind": "stop", "schedule": "0 0 * * *", "duration": "1h"}, _window("@daily", "1h"),
		_window("0 0 * * *", "1 day"), _window("0 0 * * *", "0s"), _window(5, 5), _window(", 0 * * *", "1h"),
		_window("0 0 * * *", null), _window("0 0 , * *", "1h"),
	] {
		not _read(window)
	}
	every windows in [null, 5, "x", {}] {
		argo_windows.readable({"spec": {"syncWindows": windows}}) == {}
	}
}

_hours := {"days": [1, 2, 3, 4, 5], "start": 8, "end": 18}

_outside(schedule, duration) := argo_windows.called(argo_windows.outside(_spans(schedule, duration), _hours))

test_outside_business_hours if {
	_outside("0 22 * * 1-5", "1h") == "Monday 22:00"
	_outside("0 7 * * 2", "1h") == "Tuesday 07:00"
	_outside("0 17 * * 3", "90m") == "Wednesday 18:00"
	_outside("0 9 * * 6", "1h") == "Saturday 09:00"
	_outside("0 10 * * 5", "24h") == "Friday 18:00"
	_outside("30 23 * * 6", "1h") == "Sunday 00:00"
	not _outside("0 8 * * 1-5", "10h")
	not _outside("0 9-17 * * 1-5", "30m")
}

test_business_around_the_clock if {
	hours := {"days": [0, 1, 2, 3, 4, 5, 6], "start": 0, "end": 24}
	not argo_windows.outside(_spans("0 22 * * *", "4h"), hours)
}

_together(schedules) if {
	argo_windows.is_covered([_read(_window(schedule, duration)) | some [schedule, duration] in schedules])
}

test_windows_that_cover_the_week_together if {
	_together([["0 8 * * *", "10h"], ["0 18 * * *", "14h"]])
	_together([["0 0 * * 1-5", "24h"], ["0 0 * * 6", "48h"]])
	not _together([["0 8 * * *", "10h"], ["0 18 * * *", "13h"]])
	not _together([["0 0 * * 1-5", "24h"], ["0 0 * * 6", "24h"]])
	not _together([])
	not _together([["*/7 * * * *", "1m"], ["0 0 * * 1-5", "24h"], ["0 0 * * 6", "24h"]])
}
