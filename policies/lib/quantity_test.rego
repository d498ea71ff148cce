package policies.lib.quantity_test

import data.policies.lib.quantity

test_every_form_of_kubernetes_is_parsed if {
	every text, nano in {
		"1": 1000000000,
		"0": 0,
		"00": 0,
		"100m": 100000000,
		"0.1": 100000000,
		".1": 100000000,
		"1.": 1000000000,
		"+2": 2000000000,
		"-2": -2000000000,
		"1n": 1,
		"1u": 1000,
		"0.1n": 1,
		"1k": 1000000000000,
		"1Ki": 1024000000000,
		"1M": 1000000000000000,
		"1Mi": 1048576000000000,
		"1.5Gi": 1610612736000000000,
		"1e3": 1000000000000,
		"1E3": 1000000000000,
		"1e+3": 1000000000000,
		"1e-3": 1000000,
		"1E": 1000000000000000000000000000,
		"1Ei": 1152921504606846976000000000,
		"1Pi": 1125899906842624000000000,
		" 64Mi ": 67108864000000000,
	} {
		quantity.nano(text) == nano
	}
}

test_numbers_of_yaml_are_parsed if {
	quantity.nano(1) == 1000000000
	quantity.nano(0.5) == 500000000
	quantity.nano(1e3) == 1000000000000
	quantity.nano(0) == 0
}

test_beyond_every_measure_is_no_error if {
	quantity.nano("1e999999999") > quantity.nano("8Ei")
	quantity.nano("1e-999999999") == 1
	quantity.nano("0e999999999") == 0
	quantity.nano(_times("9", 5000)) > quantity.nano("8Ei")
	quantity.nano(sprintf("0.%s", [_times("1", 5000)])) == 111111112
	quantity.nano(sprintf("%s1", [_times("0", 5000)])) == 1000000000
}

test_what_is_no_quantity_is_undefined if {
	every value in [
		"", " ", ".", "-", "m", "Mi", "1mb", "1MB", "1 Mi", "1K", "1mi", "1e", "1e3.5", "1_000", "0x1", "1i", "--1",
		"1.1.1", "NaN", "1e9999999999", true, null, [], {}, [1],
	] {
		not quantity.nano(value)
	}
}

_times(text, number) := concat("", [text | some _ in numbers.range(1, number)])
