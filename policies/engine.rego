# METADATA
# title: The one query of the engine
# description: >-
#   `deny` holds every finding of every rule that the engine asked for and one entry that names the rules
#   that ran. A run without that entry, or with fewer rules than asked for, is no result. Rules live at
#   `data.policies.<family>.<rule>`; their package is their file's path.
# related_resources:
# - ref: https://www.conftest.dev/
package mergegate

# METADATA
# entrypoint: true
# description: >-
#   Findings as objects with their `message`, and the entry of the rules that ran. conftest drops members without `msg`.
deny contains {"msg": "ran", "ran": [path | some path, _ in reports]}

deny contains object.union_n([{"severity": severity}, finding, {"rule": id, "msg": id}]) if {
	some [family, rule], report in reports
	report != set()
	id := replace(rule, "_", "-")
	severity := _severity(family, rule)
	some finding in report
}

# null is no severity, and a finding without one ends the check: it must not be lost.
_severity(family, rule) := level if {
	level := data.policies[family][rule].severity
} else := null

# METADATA
# description: >-
#   The report of each rule that is wanted, by its path, such as ["secrets", "secret_plaintext"].
reports[[family, rule]] := data.policies[family][rule].report if {
	some family, rules in wanted
	some rule in rules
}

# METADATA
# scope: document
# description: >-
#   The rules to run by family: those that the engine lists for this scope, or, without its list, as people run the
#   policies alone, all that are on by default.
wanted := data.mergegate_config.wanted[input.mergegate.scope]

wanted := {family: rules |
	some family in {pair[0] | some pair in _on}
	rules := {pair[1] | some pair in _on; pair[0] == family}
} if {
	not data.mergegate_config.run
}

_on contains [family, rule] if {
	some family, rule
	data.policies[family][rule].severity.production != "off"
}
