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
# description: Findings as objects, and the entry of the rules that ran. conftest drops members without `msg`.
deny contains {"msg": "ran", "ran": [rule | some rule, _ in reports]}

deny contains object.union_n([
	shared,
	object.remove(finding, ["message"]),
	{"msg": sprintf("%v", [object.get(finding, "message", "the rule gives no message")])},
]) if {
	some path, report in reports
	report != set()
	[family, rule] := split(path, ".")
	shared := {"rule": replace(rule, "_", "-"), "severity": data.policies[family][rule].severity}
	some finding in report
}

# METADATA
# description: >-
#   The report of each rule that is wanted, by its path, such as secrets.secret_plaintext. A rule without a
#   severity does not run, and says so: its findings would be lost.
reports[path] := data.policies[family][rule].report if {
	some path in wanted
	[family, rule] := split(path, ".")
	data.policies[family][rule].severity
}

# METADATA
# scope: document
# description: >-
#   The paths of the rules to run: those that the engine lists for this scope, or, without its list, as people
#   run the policies alone, the set of all that are on by default.
wanted := data.mergegate_config.run[input.mergegate.scope]

wanted := {path |
	some family, rule
	data.policies[family][rule].severity.production != "off"
	path := sprintf("%s.%s", [family, rule])
} if {
	not data.mergegate_config.run
}
