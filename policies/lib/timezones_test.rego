package policies.lib.timezones_test

import data.policies.lib.timezones

test_names_of_the_database_are_known if {
	every name in [
		"", "UTC", "Local", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+1", "US/Eastern", "EST5EDT", "GB",
		"Pacific/Kwajalein", "Asia/Ho_Chi_Minh",
	] {
		timezones.is_known(name)
	}
}

test_other_names_are_not if {
	every name in [
		"Europe", "Europe/", "/Europe/Berlin", "europe/berlin", "Berlin", "UTC+1", "CEST", "Europe/Berlin/Mitte",
		"../UTC", 5, null, [], {},
	] {
		not timezones.is_known(name)
	}
}
