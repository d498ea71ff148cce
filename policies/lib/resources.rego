# METADATA
# title: What pods ask for
# description: >-
#   Requests and limits of containers, with what Kubernetes makes of them: a limit stands in for an absent
#   request, the resources of the pod (Kubernetes 1.32) for those of its containers, and zero is none. What a
#   LimitRange or a VerticalPodAutoscaler fills in counts where the whole overlay is known.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
package policies.lib.resources

import data.policies.lib.defaults
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.pods
import data.policies.lib.quantity

# METADATA
# description: The containers that may ask for resources, as in `k8s.containers`. Ephemeral ones may not.
containers := [entry |
	some entry in k8s.containers
	entry.what != "ephemeral container"
]

# METADATA
# description: >-
#   The containers of which to say what is missing. Pods without any requests and limits are left to
#   res-besteffort, which says it once, where that rule runs.
candidates := [entry |
	some entry in containers
	not _folded[entry.at]
]

default _folded := set()

_folded := besteffort if params.runs("resources.res_besteffort")

# METADATA
# description: >-
#   How a message begins about a container that lacks a request or limit (`group` is requests or limits, `name`
#   cpu or memory); undefined where neither the container nor its pod lacks it, or that cannot be known.
lack(entry, group, name) := sprintf("%s %s", [pods.called(entry), _fault(entry.container, group, name)]) if {
	_lacks(object.get(entry.container, "resources", null), group, name)
	_lacks(object.get(entry.pod, "resources", null), group, name)
	not _is_given(entry, group, name)
}

# Only what is absent is filled in, not a zero.
_is_given(entry, group, name) if {
	defaults.is_known
	object.get(entry.container, ["resources", group, name], null) == null
	defaults.gives(entry, group, name)
}

# True or false, which OPA keeps for the next container that asks for the same.
_lacks(resources, group, name) := _effective(resources, group, name) in {"absent", "zero"}

_fault(container, group, name) := sprintf("sets resources.%s.%s to 0, which counts as none", [group, name]) if {
	_state(container.resources, group, name) == "zero"
} else := sprintf("has no resources.%s.%s", [group, name])

# METADATA
# description: The indexes of the pods in which no container, nor the pod itself, asks for CPU or memory.
besteffort := ({entry.at | some entry in containers} - _asking_containers) - _asking_pods

_asking_containers contains entry.at if {
	some entry in containers
	_asks(entry.container.resources)
}

_asking_containers contains entry.at if {
	defaults.is_known
	some entry in containers
	some group in ["requests", "limits"]
	some name in ["cpu", "memory"]
	_is_given(entry, group, name)
}

_asking_pods contains pod.at if {
	some pod in k8s.pods
	_asks(pod.spec.resources)
}

_asks(resources) if {
	resources != null
	some group in ["requests", "limits"]
	some name in ["cpu", "memory"]
	not _state(resources, group, name) in {"absent", "zero"}
}

# METADATA
# description: >-
#   Every resources object, of a container or of a whole pod: `at`, `path`, `called` (how messages call whose it
#   is) and `resources`.
declared := array.concat(
	[block |
		some entry in containers
		resources := entry.container.resources
		is_object(resources)
		block := {
			"at": entry.at,
			"path": array.concat(entry.path, ["resources"]),
			"called": pods.called(entry),
			"resources": resources,
		}
	],
	[block |
		some pod in k8s.pods
		resources := pod.spec.resources
		is_object(resources)
		block := {
			"at": pod.at,
			"path": array.concat(pod.path, ["resources"]),
			"called": sprintf("The pod of %s", [k8s.call(k8s.resources[pod.at])]),
			"resources": resources,
		}
	],
)

_effective(resources, "limits", name) := _state(resources, "limits", name)

_effective(resources, "requests", name) := state if {
	state := _state(resources, "requests", name)
	state != "absent"
} else := _state(resources, "limits", name)

# "absent", "zero", "set", or "unknown" where a type is wrong or a later tool fills in what surrounds it.
_state(null, _, _) := "absent"

_state(resources, group, name) := _amount(object.get(resources[group], name, null)) if {
	is_object(resources)
	is_object(resources[group])
} else := "absent" if {
	is_object(resources)
	object.get(resources, group, null) == null
} else := "unknown" if {
	resources != null
}

_amount(value) := "absent" if {
	value == null
} else := "zero" if {
	quantity.nano(value) == 0
} else := "set"
