# METADATA
# title: What the user configured
# description: >-
#   The engine hands the configuration over as data (`data.mergegate_config`); without it, as under plain
#   `conftest test`, every parameter has the default that its rule states.
package policies.lib.params

import data.policies.lib.k8s

# METADATA
# description: The value of a rule's parameter as configured, else the default.
get(rule, parameter, fallback) := object.get(
	data.mergegate_config,
	["parameters", rule, parameter],
	fallback,
) if {
	data.mergegate_config
} else := fallback

_heard := object.get(data.mergegate_config, "heard", data.mergegate_config.run)

# METADATA
# scope: document
# description: >-
#   Whether a rule runs now, by its path such as resources.res_besteffort: a rule may leave to another one what
#   that one says better, but only where it is asked and heard: not made milder. Without a list of the engine all
#   rules run.
runs(rule) if rule in _heard[k8s.scope]

runs(_) if not data.mergegate_config.run

# METADATA
# scope: document
# description: >-
#   The same of a rule of another scope, "resource", "overlay" or "repository", which sees other documents. Without a
#   list nobody shows it whole overlays or the repository: then only the rules on resources run beside those of the
#   scope at hand.
runs_in(scope, rule) if rule in _heard[scope]

runs_in(scope, _) if {
	not data.mergegate_config.run
	scope in {"resource", k8s.scope}
}
