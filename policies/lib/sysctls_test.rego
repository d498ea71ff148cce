package policies.lib.sysctls_test

import data.policies.lib.sysctls

test_the_safe_set if {
	every name in ["kernel.shm_rmid_forced", "net.ipv4.tcp_syncookies", "net/ipv4/tcp_syncookies", "net.ipv4.tcp_rmem"] {
		sysctls.is_safe(name)
	}
	every name in ["kernel.msgmax", "net.core.somaxconn", "net.ipv4.tcp_syncookies.x", "", "vm/swappiness"] {
		not sysctls.is_safe(name)
	}
}

test_slashes_are_dots_where_they_come_first if {
	sysctls.plain("net/ipv4/conf/eth0.1/arp_filter") == "net.ipv4.conf.eth0.1.arp_filter"
	sysctls.plain("net.ipv4.conf.eth0/1.arp_filter") == "net.ipv4.conf.eth0/1.arp_filter"
}
