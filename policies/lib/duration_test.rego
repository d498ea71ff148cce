package policies.lib.duration_test

import data.policies.lib.duration

test_what_go_parses if {
	every text, nanoseconds in {
		"0": 0,
		"1h": 3600000000000,
		"1h30m": 5400000000000,
		"1.5h": 5400000000000,
		".5h": 1800000000000,
		"1.h": 3600000000000,
		"08m": 480000000000,
		"10s10ms10us10µs10μs10ns": 10010030010,
		"-1s": -1000000000,
		"+1s": 1000000000,
		"00s": 0,
	} {
		duration.nanoseconds(text) == nanoseconds
	}
}

test_what_go_refuses if {
	every text in [
		"", "1", "1d", "1w", "h", ".s", "1 h", "1H", "1h 30m", "one hour", "1h-30m", "9999999999h", 5, null, true, [], {},
	] {
		not duration.nanoseconds(text)
	}
	not duration.nanoseconds(concat("", ["1h" | some _ in numbers.range(1, 200)]))
}
