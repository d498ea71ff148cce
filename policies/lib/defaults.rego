# METADATA
# title: Requests and limits that a container gets without asking
# description: >-
#   What the cluster fills in when it admits a pod: a LimitRange the defaults of its namespace, a
#   VerticalPodAutoscaler the requests that it recommends. Both are known of whole overlays alone, and both may be
#   there: objects without a namespace count for every one.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# - ref: https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/api.md
package policies.lib.defaults

import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# scope: document
# description: Whether anything fills in requests and limits, for which it is worth to look.
is_known if count(_ranges) > 0

is_known if count(_scalers) > 0

# METADATA
# scope: document
# description: >-
#   Whether a container, as in `k8s.containers`, that has none may get a request or limit (`group` is requests or
#   limits, `name` cpu, memory or another resource).
gives(entry, group, name) if {
	some space in _spaces(overlay.namespace(k8s.resources[entry.at]))
	[space, group, name] in _ranges
}

# It recommends nothing for init containers, and sets no limit where there is none.
gives(entry, "requests", name) if {
	entry.what == "container"
	some scaler in _scalers
	entry.at in scaler.targets
	name in _controlled(_policy(scaler.policies, k8s.string_at(entry.container, ["name"])))
}

_spaces("") := {space | some [space, _, _] in _ranges}

_spaces(space) := {space, ""} if space != ""

# Triples of a namespace, a group and a resource. As the API server fills in a LimitRange: the greatest amount stands
# in for an absent default, the default or the least amount for that of requests.
# regal ignore:prefer-set-or-object-rule
_ranges := {[overlay.namespace(r), group, name] |
	some at in overlay.of("", "LimitRange")
	r := overlay.resources[at]
	some limit in k8s.array_at(r, ["spec", "limits"])
	k8s.string_at(limit, ["type"]) == "Container"
	some group, fields in {"limits": ["default", "max"], "requests": ["defaultRequest", "default", "min", "max"]}
	some field in fields
	some name, amount in k8s.object_at(limit, [field])
	amount != null
}

_scalers := [{"targets": targets, "policies": k8s.array_at(r, ["spec", "resourcePolicy", "containerPolicies"])} |
	some at in overlay.of("autoscaling.k8s.io", "VerticalPodAutoscaler")
	r := overlay.resources[at]
	k8s.string_at(r, ["spec", "updatePolicy", "updateMode"]) != "Off"
	ref := k8s.object_at(r, ["spec", "targetRef"])
	group := k8s.group({"apiVersion": k8s.string_at(ref, ["apiVersion"])})
	targets := overlay.may_find(group, k8s.string_at(ref, ["kind"]), overlay.namespace(r), k8s.string_at(ref, ["name"]))
]

# The policy of a container: its own, else the one of all others.
_policy(policies, name) := found[0] if {
	found := [policy |
		some called in [name, "*"]
		some policy in policies
		k8s.string_at(policy, ["containerName"]) == called
	]
} else := {}

_controlled(policy) := set() if {
	k8s.string_at(policy, ["mode"]) == "Off"
} else := {name | some name in policy.controlledResources} if {
	count(k8s.array_at(policy, ["controlledResources"])) > 0
} else := {"cpu", "memory"}
