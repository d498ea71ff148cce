# METADATA
# title: Label selectors
# description: >-
#   `matchLabels` and `matchExpressions`, as Kubernetes matches them. What a later tool fills in (`${APP}`) equals
#   itself; whether it equals anything else is not known. The plain selector of a Service is
#   `{"matchLabels": selector}`.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
package policies.lib.selectors

import data.policies.lib.k8s

# METADATA
# description: >-
#   The requirements of a selector: {"key", "operator", "values"}, with the operators of matchExpressions; undefined
#   where the selector is none or cannot be read.
requirements(selector) := array.concat(_equalities(selector), _expressions(selector))

_equalities(selector) := [requirement |
	some key, value in _member(selector, "matchLabels", {})
	requirement := {"key": key, "operator": "In", "values": {value}}
] if {
	labels := _member(selector, "matchLabels", {})
	is_object(labels)
	every _, value in labels { is_string(value) }
}

_expressions(selector) := [requirement |
	some expression in _member(selector, "matchExpressions", [])
	requirement := _requirement(expression)
] if {
	expressions := _member(selector, "matchExpressions", [])
	is_array(expressions)
	every expression in expressions { _requirement(expression) }
}

# A null counts as absent, as the API server reads it.
_member(selector, field, absent) := value if {
	is_object(selector)
	value := object.get(selector, field, null)
	value != null
} else := absent if {
	is_object(selector)
}

_requirement(expression) := {"key": expression.key, "operator": expression.operator, "values": values} if {
	is_object(expression)
	is_string(expression.key)
	expression.operator in {"In", "NotIn"}
	is_array(expression.values)
	values := {value | some value in expression.values}
	every value in values { is_string(value) }
}

_requirement(expression) := {"key": expression.key, "operator": expression.operator, "values": set()} if {
	is_object(expression)
	is_string(expression.key)
	expression.operator in {"Exists", "DoesNotExist"}
}

# METADATA
# description: >-
#   Whether requirements certainly hold for labels.
matches(wanted, labels) if {
	every requirement in wanted { _holds(requirement, labels) }
}

# METADATA
# description: >-
#   Whether requirements hold for labels, or may, since a later tool fills in some of them.
may_match(wanted, labels) if {
	every requirement in wanted { _may_hold(requirement, labels) }
}

_holds(requirement, labels) if {
	requirement.operator == "In"
	labels[requirement.key] in requirement.values
}

_holds(requirement, labels) if {
	requirement.operator == "NotIn"
	not object.get(labels, requirement.key, null) in requirement.values
	not _is_open(requirement, labels)
}

_holds(requirement, labels) if {
	requirement.operator == "Exists"
	_has(labels, requirement.key)
}

_holds(requirement, labels) if {
	requirement.operator == "DoesNotExist"
	not _has(labels, requirement.key)
}

_may_hold(requirement, labels) if _holds(requirement, labels)

_may_hold(requirement, labels) if {
	not object.get(labels, requirement.key, null) in requirement.values
	_is_open(requirement, labels)
}

# Whether a label and the values of a requirement can only be compared once a later tool has filled them in.
_is_open(requirement, labels) if k8s.is_unknown(labels[requirement.key])

_is_open(requirement, labels) if {
	_has(labels, requirement.key)
	some value in requirement.values
	k8s.is_templated(value)
}

_has(labels, key) if key in object.keys(labels)

# METADATA
# description: 'Requirements in words: app=shop, tier in (db, web), !legacy.'
shown(wanted) := concat(", ", [text |
	some requirement in wanted
	text := _shown(requirement)
])

_shown(requirement) := sprintf("%s=%s", [requirement.key, value]) if {
	requirement.operator == "In"
	count(requirement.values) == 1
	some value in requirement.values
} else := sprintf("%s %s (%s)", [requirement.key, word, concat(", ", sort(requirement.values))]) if {
	word := {"In": "in", "NotIn": "notin"}[requirement.operator]
} else := requirement.key if {
	requirement.operator == "Exists"
} else := sprintf("!%s", [requirement.key])
