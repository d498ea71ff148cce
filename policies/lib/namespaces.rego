# METADATA
# title: What namespaces lack
# description: >-
#   The namespaces that an overlay declares and for which it renders no object of a kind that bounds their workloads.
#   Those that it fills with custom resources alone, such as releases and subscriptions of operators, are left out:
#   what brings their pods, from elsewhere, may bring their bounds as well.
package policies.lib.namespaces

import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: >-
#   The names of the declared namespaces without an object of a core kind, by the index of the namespace; `exempt`
#   lists glob patterns of names.
without(kind, exempt) := {at: name |
	bounded := {overlay.namespace(k8s.resources[i]) | some i in overlay.of("", kind)}
	not "" in bounded # an object whose namespace is not known may be for any
	some at in overlay.of("", "Namespace")
	name := k8s.name(k8s.resources[at])
	not name in (bounded | {""})
	not k8s.is_templated(name)
	not _is_exempt(name, exempt)
	not name in _filled_from_elsewhere
}

_is_exempt(name, exempt) if {
	some pattern in exempt
	is_string(pattern)
	glob.match(pattern, [], name)
}

_filled_from_elsewhere := {overlay.namespace(r) |
	some r in overlay.resources
	is_object(r)
	_is_custom(k8s.group(r))
} - {pod.namespace | some pod in overlay.pods}

_is_custom(group) if {
	contains(group, ".")
	not endswith(group, ".k8s.io")
}
