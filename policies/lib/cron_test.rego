package policies.lib.cron_test

import data.policies.lib.cron

test_what_the_parser_takes if {
	every schedule in [
		"* * * * *", "0 8 * * 1-5", "*/15 0-23/2 1,15 JAN,jul MON-fri", "? ? ? ? ?", "5/15 * * * *", "  0\t8 * * 0 ",
		"+5 08 * * *", "1,,2 * * * *", ", * * * *", "*-5 * * * *", "CRON_TZ=Europe/Paris 0 8 * * *", "TZ=UTC 0 8 * * *",
		"59 23 31 12 6", "0 0 31 2 *", "*/1000 * * * *",
	] {
		cron.faults(schedule) == set()
	}
}

test_what_it_refuses if {
	every schedule in [
		"60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *", "* * * * 7", "* * * * SUNDAY",
		"JAN * * * *", "30-10 * * * *", "*/0 * * * *", "*/ * * * *", "*/99999999999999999999 * * * *",
		"*/1/2 * * * *", "1-2-3 * * * *", "-1 * * * *",
		"*/-1 * * * *", "*/x * * * *", "x * * * *", "1.5 * * * *", "99999999999999999999 * * * *", "5-70/5 * * * *",
	] {
		count(cron.faults(schedule)) == 1
	}
}

test_faults_say_where if {
	cron.faults("0 24 * * 7,8") == {
		`has "24" as hour`,
		`has "7" as day of the week`,
		`has "8" as day of the week`,
	}
	cron.faults("0 0 * * * *") == {"has 6 fields instead of 5"}
	cron.faults(concat(",", ["1" | some _ in numbers.range(1, 600)])) == {"is longer than 1000 characters"}
	cron.faults("") == {"has 0 fields instead of 5"}
	cron.faults("@every 1h") == {"is a descriptor, and Argo CD takes none"}
	cron.faults("TZ=UTC @daily") == {"is a descriptor, and Argo CD takes none"}
	cron.faults("TZ=Mars/Olympus 0 8 * * *") == {`names the unknown time zone "Mars/Olympus"`}
}

test_what_a_schedule_matches if {
	cron.values("*/30 8-10 1,15 JAN,dec mon-fri") == [{0, 30}, {8, 9, 10}, {1, 15}, {1, 12}, {1, 2, 3, 4, 5}]
	cron.values("50/5 ? 5,, * 0") == [{50, 55}, numbers_to(0, 23), {5}, numbers_to(1, 12), {0}]
}

numbers_to(from, to) := {number | some number in numbers.range(from, to)}

test_zones_and_fields if {
	cron.zone("CRON_TZ=Europe/Paris 0 8 * * *") == "Europe/Paris"
	cron.zone("0 8 * * *") == ""
	cron.fields("TZ=UTC  0 8 * *  1-5") == ["0", "8", "*", "*", "1-5"]
}
