# METADATA
# title: What an OPA server is asked
# description: >-
#   A server has the policies of a bundle that `mergegate bundle` wrote. The configuration of the repository under
#   check comes with each document, since one server serves many repositories, and a change to one of them. Each
#   answer names the policies that gave it, as several servers may share one address.
# related_resources:
# - ref: https://www.openpolicyagent.org/docs/management-bundles
package mergegate_server

import data.mergegate

# METADATA
# entrypoint: true
# description: What `mergegate.deny` holds of a document under a configuration.
answer := {"policies": data.mergegate_bundle.policies, "members": members} if {
	members := mergegate.deny with input as input.document with data.mergegate_config as input.config
}

# METADATA
# entrypoint: true
# description: The policies that the server has, its version, and its rules by path.
about := {"policies": data.mergegate_bundle.policies, "version": _version, "rules": _rules}

default _version := "unknown"

_version := data.system.version.version

_rules contains sprintf("%s.%s", [family, rule]) if {
	some family, rule
	data.policies[family][rule].severity
}
