# METADATA
# title: The policies as plain conftest runs them
# description: >-
#   `kustomize build DIR | conftest test -p policies/ -` reports with the severities of production: errors
#   fail, warnings and notes warn. Mergegate itself asks `data.mergegate.deny`.
# related_resources:
# - ref: https://www.conftest.dev/
package main

import data.mergegate

# METADATA
# description: Findings that are errors in production.
deny contains _shown(entry) if {
	some entry in mergegate.deny
	entry.severity.production == "error"
}

# METADATA
# description: Findings that are warnings or notes in production.
warn contains _shown(entry) if {
	some entry in mergegate.deny
	entry.severity.production in {"warning", "note"}
}

_shown(entry) := {
	"msg": sprintf("%s: %s", [entry.rule, object.get(entry, "message", "the rule gives no message")]),
	"rule": entry.rule,
	"path": object.get(entry, "path", []),
}
