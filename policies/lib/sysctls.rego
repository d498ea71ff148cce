# METADATA
# title: Safe sysctls
# description: >-
#   The sysctls that a kubelet takes without being told to, all of them isolated by pod. State of Kubernetes 1.34.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
# - ref: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/sysctl/safe_sysctls.go
package policies.lib.sysctls

# METADATA
# description: Whether a sysctl is in the safe set.
is_safe(name) if plain(name) in _safe

_safe := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports", # 1.27
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout", # 1.29
	"net.ipv4.tcp_keepalive_intvl", # 1.29
	"net.ipv4.tcp_keepalive_probes", # 1.29
	"net.ipv4.tcp_keepalive_time", # 1.29
	"net.ipv4.tcp_rmem", # 1.32
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem", # 1.32
}

# METADATA
# description: "A sysctl with dots, where it is written with slashes: net.ipv4.tcp_syncookies."
plain(name) := concat(".", split(name, "/")) if {
	first := regex.find_n(`[./]`, name, 1)
	first == ["/"]
} else := name
