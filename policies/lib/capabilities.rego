# METADATA
# title: Names of Linux capabilities
# description: Runtimes take them in small letters too, and with CAP_ in front.
# related_resources:
# - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
package policies.lib.capabilities

# METADATA
# description: "A capability as Kubernetes writes it: NET_ADMIN for cap_net_admin."
plain(name) := trim_prefix(upper(trim_space(name)), "CAP_")
