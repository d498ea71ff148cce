package policies.lib.flux_apis_test

import data.policies.lib.flux_apis

test_every_group_has_a_successor_that_is_not_removed if {
	every group, versions in flux_apis.removed {
		every kind in ["Kustomization", "Alert"] {
			not versions[flux_apis.successor(group, kind)]
		}
	}
}

test_kinds_without_a_stable_version if {
	flux_apis.successor("notification.toolkit.fluxcd.io", "Receiver") == "v1"
	flux_apis.successor("notification.toolkit.fluxcd.io", "Alert") == "v1beta3"
	flux_apis.successor("notification.toolkit.fluxcd.io", "Provider") == "v1beta3"
	flux_apis.successor("helm.toolkit.fluxcd.io", "HelmRelease") == "v2"
}
