package policies.lib.capabilities_test

import data.policies.lib.capabilities

test_names_have_one_plain_form if {
	every name in ["NET_ADMIN", "net_admin", "CAP_NET_ADMIN", "cap_net_admin", " Net_Admin "] {
		capabilities.plain(name) == "NET_ADMIN"
	}
}
