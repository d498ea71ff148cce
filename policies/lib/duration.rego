# METADATA
# title: Durations as Go writes them
# description: "`90s`, `1h30m`, `1.5h`: what time.ParseDuration takes. Days and bare numbers are none."
# related_resources:
# - ref: https://pkg.go.dev/time#ParseDuration
package policies.lib.duration

_part := `([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)`

_grammar := sprintf(`^[+-]?(0|(%s)+)$`, [_part])

_units := {
	"ns": 1,
	"us": 1000,
	"µs": 1000,
	"μs": 1000,
	"ms": 1000000,
	"s": 1000000000,
	"m": 60000000000,
	"h": 3600000000000,
}

# METADATA
# description: 'The nanoseconds of a duration; undefined where Go cannot parse it, or it is over 292 years.'
nanoseconds(text) := sign * total if {
	is_string(text)
	count(text) <= 256
	regex.match(_grammar, text)
	total := sum([nanos |
		some [_, number, unit] in regex.find_all_string_submatch_n(_part, text, -1)
		nanos := _number(number) * _units[unit]
	])
	total <= 9223372036854775807
	sign := {true: -1, false: 1}[startswith(text, "-")]
}

# JSON wants digits on both sides of a point, and no zero ahead of others.
_number(text) := to_number(concat("", [_or_zero(trim_left(whole, "0")), ".", _or_zero(fraction)])) if {
	[whole, fraction] := split(text, ".")
}

_number(text) := to_number(_or_zero(trim_left(text, "0"))) if not contains(text, ".")

_or_zero("") := "0"

_or_zero(digits) := digits if digits != ""
