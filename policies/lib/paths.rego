# METADATA
# title: Paths in messages
# description: How messages name a field of an object.
package policies.lib.paths

# METADATA
# description: "A path as people write it: spec.containers[0].env[1].value, data['tls.key']."
shown(path) := trim_left(concat("", [text | some part in path; text := _shown(part)]), ".")

_shown(part) := sprintf("[%d]", [part]) if is_number(part)

_shown(part) := sprintf(".%s", [part]) if {
	is_string(part)
	regex.match(`^[A-Za-z0-9_-]+$`, part)
}

_shown(part) := sprintf("['%s']", [part]) if {
	is_string(part)
	not regex.match(`^[A-Za-z0-9_-]+$`, part)
}

# METADATA
# description: 'Names as a list in words: "a", "a and b", "a, b and 3 more"; sorted, at most three of them.'
listed(names) := joined(names) if {
	count(names) < 4
} else := sprintf("%s and %d more", [concat(", ", array.slice(sorted, 0, 2)), count(sorted) - 2]) if {
	sorted := sort(names)
}

# METADATA
# description: 'All names as a list in words: "a, b and c"; sorted.'
joined(names) := _joined(sort(names))

_joined(names) := concat(" and ", [part |
	some part in [
		concat(", ", array.slice(names, 0, count(names) - 1)),
		concat("", array.slice(names, count(names) - 1, count(names))),
	]
	part != ""
])
