# METADATA
# title: What the user configured
# description: >-
#   The engine hands the configuration over as data (`data.mergegate_config`); without it, as under plain
#   `conftest test`, every parameter has the default that its rule states.
package policies.lib.params

# METADATA
# description: The value of a rule's parameter as configured, else the default.
get(rule, parameter, fallback) := object.get(
	data.mergegate_config,
	["parameters", rule, parameter],
	fallback,
) if {
	data.mergegate_config
} else := fallback
