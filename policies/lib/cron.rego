# METADATA
# title: Schedules of five fields
# description: >-
#   As the standard parser of robfig/cron takes them: numbers, names of months and days, lists, ranges and
#   steps. Sunday is 0, not 7, and descriptors such as @daily are refused.
# related_resources:
# - ref: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
package policies.lib.cron

import data.policies.lib.timezones

_months := {
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

_days := {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

_fields := [
	{"name": "minute", "min": 0, "max": 59, "names": {}},
	{"name": "hour", "min": 0, "max": 23, "names": {}},
	{"name": "day of the month", "min": 1, "max": 31, "names": {}},
	{"name": "month", "min": 1, "max": 12, "names": _months},
	{"name": "day of the week", "min": 0, "max": 6, "names": _days},
]

# METADATA
# description: What is wrong with a schedule, in words that follow "the schedule"; empty where nothing is.
faults(schedule) := {"is longer than 1000 characters"} if {
	count(schedule) > 1000
} else := found if {
	startswith(_bare(schedule), "@")
	found := {"is a descriptor, and Argo CD takes none"}
} else := found if {
	number := count(_words(_bare(schedule)))
	number != 5
	found := {sprintf("has %d fields instead of 5", [number])}
} else := _zone_faults(schedule) | {fault |
	some i, word in _words(_bare(schedule))
	some expression in split(word, ",")
	expression != ""
	not _is_range(expression, _fields[i])
	fault := sprintf("has %q as %s", [expression, _fields[i].name])
}

# METADATA
# description: "The numbers that each of the five fields of a schedule without faults matches, in their order."
values(schedule) := [matched |
	some i, word in _words(_bare(schedule))
	matched := {number |
		some expression in split(word, ",")
		expression != ""
		some number in _expanded(expression, _fields[i])
	}
]

# METADATA
# description: "The five fields of a schedule as they are written."
fields(schedule) := _words(_bare(schedule))

# METADATA
# description: 'The time zone that stands before a schedule, "" where none does.'
zone(schedule) := found[0][1] if {
	found := regex.find_all_string_submatch_n(_prefix, schedule, 1)
	count(found) > 0
} else := ""

_expanded(expression, field) := numbers.range_step(_start(ends, field), _end(ends, parts, field), _step(parts)) if {
	parts := split(expression, "/")
	ends := split(parts[0], "-")
}

_step([_]) := 1

_step([_, step]) := _number(step)

_words(text) := [word | some word in regex.split(`\s+`, text); word != ""]

# A time zone may stand before the schedule: "CRON_TZ=Europe/Paris 0 8 * * *".
_prefix := `^(?:CRON_)?TZ=([^ ]*) `

_bare(schedule) := trim_space(regex.replace(schedule, _prefix, ""))

_zone_faults(schedule) := {fault |
	some [_, zone] in regex.find_all_string_submatch_n(_prefix, schedule, 1)
	not timezones.is_known(zone)
	fault := sprintf("names the unknown time zone %q", [zone])
}

_is_range(expression, field) if {
	parts := split(expression, "/")
	count(parts) <= 2
	ends := split(parts[0], "-")
	start := _start(ends, field)
	start >= field.min
	start <= _end(ends, parts, field)
	_end(ends, parts, field) <= field.max
	_has_step(parts)
}

_start(ends, field) := field.min if ends[0] in {"*", "?"}

_start(ends, field) := _value(ends[0], field) if {
	not ends[0] in {"*", "?"}
	count(ends) <= 2
}

# `5/15` runs from 5 to the end of the field, `5` alone is 5.
_end(ends, _, field) := field.max if ends[0] in {"*", "?"}

_end(ends, parts, field) := field.max if {
	not ends[0] in {"*", "?"}
	count(ends) == 1
	count(parts) == 2
}

_end(ends, parts, field) := _value(ends[0], field) if {
	not ends[0] in {"*", "?"}
	count(ends) == 1
	count(parts) == 1
}

_end(ends, _, field) := _value(ends[1], field) if {
	not ends[0] in {"*", "?"}
	count(ends) == 2
}

_has_step(parts) if count(parts) == 1

_has_step([_, step]) if _number(step) > 0

_value(text, field) := field.names[lower(text)]

_value(text, _) := _number(text)

# As strconv.Atoi reads it: a plus sign and zeros may lead, and 64 bits bound it.
_number(text) := _or_zero(trim_left(trim_prefix(text, "+"), "0")) if regex.match(`^[+]?0*[0-9]{1,18}$`, text)

_or_zero("") := 0

_or_zero(digits) := to_number(digits) if digits != ""
