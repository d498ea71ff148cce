# METADATA
# title: Versions of charts
# description: Which version of a chart is one version, and not a range that a new release can satisfy.
# related_resources:
# - ref: https://helm.sh/docs/chart_best_practices/dependencies/#versions
package policies.lib.versions

# METADATA
# description: >-
#   Whether a version is exact: three numbers, perhaps with v, pre-release and build. `4.11` is a range to Helm.
is_exact(version) if {
	regex.match(`^\s*=?\s*v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\s*$`, version)
}
