# METADATA
# title: Quantities of Kubernetes
# description: >-
#   `500m`, `1.5Gi`, `1e3`, or a YAML number, as integers that compare exactly. What Kubernetes cannot parse is
#   undefined here, never an error.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
package policies.lib.quantity

# METADATA
# scope: document
# description: >-
#   A quantity in billionths of its unit, rounded away from zero as Kubernetes does; undefined where it cannot
#   be parsed.
nano(value) := _parse(trim_space(value)) if is_string(value)

nano(value) := _parse(json.marshal(value)) if is_number(value)

_grammar := `^([+-]?)([0-9]*)(?:\.([0-9]*))?(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,9})$`

# What nearly all are: whole numbers with few units.
_parse(text) := to_number(digits) * _common[unit] if {
	[[_, digits, unit]] := regex.find_all_string_submatch_n(`^([1-9][0-9]{0,14})(|m|Mi|Gi)$`, text, 1)
} else := _exact(text)

_exact(text) := _signs[sign] * amount if {
	[[_, sign, whole, fraction, suffix]] := regex.find_all_string_submatch_n(_grammar, text, 1)
	concat("", [whole, fraction]) != ""
	[factor, exponent] := _scale(suffix)
	[number, places] := _decimal_number(trim_left(whole, "0"), substring(fraction, 0, 20))
	amount := _shifted(number * factor, (9 + exponent) + places)
}

# The digits as an integer, and how many places to shift it. Forty digits are beyond every measure.
_decimal_number(whole, fraction) := [_integer(concat("", [whole, fraction])), 0 - count(fraction)] if {
	count(whole) <= 40
} else := [_integer(substring(whole, 0, 40)), count(whole) - 40]

_signs := {"": 1, "+": 1, "-": -1}

_common := {"": 1000000000, "m": 1000000, "Mi": 1048576000000000, "Gi": 1073741824000000000}

_decimal := {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}

_binary := {
	"Ki": 1024,
	"Mi": 1048576,
	"Gi": 1073741824,
	"Ti": 1099511627776,
	"Pi": 1125899906842624,
	"Ei": 1152921504606846976,
}

_scale(suffix) := [1, _decimal[suffix]]

_scale(suffix) := [_binary[suffix], 0]

_scale(suffix) := [1, sign * _integer(trim_left(substring(suffix, 1, -1), "+-"))] if {
	count(suffix) > 1
	substring(suffix, 0, 1) in {"e", "E"}
	not _binary[suffix]
	sign := {true: -1, false: 1}[contains(suffix, "-")]
}

# JSON has no number that starts with a zero.
_integer(digits) := to_number(trim_left(digits, "0")) if trim_left(digits, "0") != ""

_integer(digits) := 0 if trim_left(digits, "0") == ""

# Beyond sixty places either way nobody compares any more.
_shifted(number, places) := number * _power(min([places, 60])) if places >= 0

_shifted(number, places) := ceil(number / _power(min([0 - places, 60]))) if places < 0

_power(places) := to_number(concat("", ["1", substring(_zeros, 0, places)]))

_zeros := "000000000000000000000000000000000000000000000000000000000000"
