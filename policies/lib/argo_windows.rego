# METADATA
# title: The week of a sync window
# description: >-
#   When a sync window is open, in minutes of the week from Sunday 0:00 in the zone of the window. Weeks of 168 hours,
#   as if clocks were never changed. Windows that Argo CD refuses are left out.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
package policies.lib.argo_windows

import data.policies.lib.cron
import data.policies.lib.duration
import data.policies.lib.k8s

_week := 10080

# METADATA
# description: >-
#   The windows of an AppProject that can be read, by index: `kind`, `zone`, `window`, `is_weekly` (the same each
#   week), `is_dense` (it does not close within its hours), `is_always` (open all week) and `spans`, pairs of start and
#   end, of which the last may run past the week. Spans of a window that is not dense leave out its pauses.
readable(project) := {j: entry |
	some j, window in k8s.array_at(project, ["spec", "syncWindows"])
	is_object(window)
	window.kind in {"allow", "deny"}
	schedule := k8s.string_at(window, ["schedule"])
	count(cron.faults(schedule)) == 0
	length := duration.nanoseconds(object.get(window, "duration", null)) / 60000000000
	length > 0
	values := cron.values(schedule)
	ticks := sort([minute | some minute in values[0]])
	starts := _starts(schedule, values)
	count(starts) > 0

	# From the first start in an hour to the end of the last one.
	minutes := (length + max(ticks)) - min(ticks)
	is_dense := _is_dense(ticks, length)
	entry := {
		"kind": window.kind,
		"zone": _zone(window, schedule),
		"window": window,
		"is_weekly": _is_weekly(schedule),
		"is_dense": is_dense,
		"is_always": _is_always(starts, minutes, is_dense),
		"spans": _spans(starts, minutes),
	}
}

_zone(window, schedule) := zone if {
	zone := cron.zone(schedule)
	zone != ""
} else := zone if {
	zone := k8s.string_at(window, ["timeZone"])
	zone != ""
} else := "UTC"

_is_weekly(schedule) if {
	fields := cron.fields(schedule)
	every n in [2, 3] {
		fields[n] in {"*", "?"}
	}
} else := false

# The first starts of each hour, 168 of them at most. Days of a month fall on each day of the week, sooner or later.
_starts(schedule, values) := sort([start |
	some day in _days(cron.fields(schedule), values)
	some hour in values[1]
	start := (((day * 24) + hour) * 60) + min(values[0])
])

_is_dense(ticks, length) if {
	every n, tick in ticks {
		_pause(ticks, n, tick) <= length
	}
} else := false

_pause(_, 0, _) := 0

_pause(ticks, n, tick) := tick - ticks[n - 1] if n > 0

_days(fields, values) := values[4] if {
	fields[2] in {"*", "?"}
} else := {0, 1, 2, 3, 4, 5, 6} if count(values[2]) > 0

# The minutes from one start to the next one, around the week.
_gaps(starts) := [gap |
	some n, start in starts
	gap := _following(starts, n) - start
]

_following(starts, n) := starts[n + 1] if {
	n + 1 < count(starts)
} else := starts[0] + _week

_is_always(_, _, false) := false

_is_always(starts, minutes, true) if {
	max(_gaps(starts)) <= minutes
} else := false

# A span runs from a start that follows a gap to the next start before one. Where the first of the latter comes before
# all of the former, it ends the span that runs past the end of the week.
_spans(starts, minutes) := [[0, _week]] if {
	max(_gaps(starts)) <= minutes
} else := [[first, _at(lasts, n + shift) + minutes] | some n, first in firsts] if {
	gaps := _gaps(starts)
	lasts := [start | some n, start in starts; gaps[n] > minutes]
	firsts := [start | some n, start in starts; gaps[((n + count(starts)) - 1) % count(starts)] > minutes]
	shift := count([last | some last in lasts; last < firsts[0]])
}

_at(lasts, n) := lasts[n] if {
	n < count(lasts)
} else := lasts[0] + _week

# METADATA
# description: >-
#   The first minute of the week at which spans are open outside of business hours (`days`, `start` and `end` in whole
#   hours); undefined where there is none. Spans of more than a week are open at all times.
outside(spans, hours) := min(minutes) if {
	minutes := {minute |
		some [start, end] in spans
		some day in numbers.range(floor(start / 1440), floor(min({end - 1, start + _week}) / 1440))
		minute := _stray(max({start, day * 1440}), min({end, (day + 1) * 1440}), day, hours)
	}
	count(minutes) > 0
}

# Of the part of a span that lies in one day.
_stray(from, _, day, hours) := from % _week if not (day % 7) in hours.days

_stray(from, _, day, hours) := from % _week if {
	(day % 7) in hours.days
	from < (day * 1440) + (hours.start * 60)
}

_stray(from, to, day, hours) := max({from, closing}) % _week if {
	(day % 7) in hours.days
	from >= (day * 1440) + (hours.start * 60)
	closing := (day * 1440) + (hours.end * 60)
	to > closing
}

# METADATA
# description: >-
#   Whether windows of the same zone together are open all week. The spans of each end within those of another one.
#   Windows of very many spans are not looked at, nor are those that close within an hour.
is_covered(entries) if {
	spans := [span | some entry in entries; entry.is_dense; some span in entry.spans]
	count(spans) > 0
	count(spans) <= 200
	every span in spans {
		_is_open(spans, span[1])
	}
}

_is_open(spans, minute) if {
	some [start, end] in spans
	into := (((minute - start) % _week) + _week) % _week
	into < end - start
}

# METADATA
# description: A minute of the week in words, such as Monday 18:00.
called(minute) := sprintf("%s %02d:%02d", [day, floor((minute % 1440) / 60), minute % 60]) if {
	day := _days_of_week[floor(minute / 1440)]
}

_days_of_week := {
	0: "Sunday",
	1: "Monday",
	2: "Tuesday",
	3: "Wednesday",
	4: "Thursday",
	5: "Friday",
	6: "Saturday",
}
