package policies.lib.versions_test

import data.policies.lib.versions

test_exact_versions if {
	every version in [
		"1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3+build.5", "v1.2.3-rc.1+build", "=1.2.3", "= v1.2.3", " 1.2.3 ",
	] {
		versions.is_exact(version)
	}
}

test_ranges if {
	every version in [
		"", "*", "x", "1", "v1", "1.2", "4.11", "1.x", "1.2.x", "1.2.*", "^1.2.3", "~1.2.3", ">=1.2.3", "<2.0.0", "!=1.2.3",
		"1.2.3 - 1.4.0", "1.2.3 || 1.4.0", "1.2.3, 1.4.0", "latest",
	] {
		not versions.is_exact(version)
	}
}
