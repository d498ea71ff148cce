# METADATA
# title: What every rule needs to know about rendered Kubernetes objects
# description: >-
#   A rule iterates over `resources` (or an index of it) and reports with the index of the resource as `at`.
#   `resources` is filled from each shape of input: a document of the engine (`{"mergegate": {"scope": ...},
#   "resources": [...]}`), a bare object, or a List, as plain `conftest test` hands them over.
package policies.lib.k8s

default scope := "resource"

# METADATA
# scope: document
# description: '"resource": distinct objects of many overlays; "overlay": all objects of one; "repository": facts.'
scope := input.mergegate.scope

default resources := []

# METADATA
# scope: document
# description: The objects under check, in the order of the input. Members may be of any type.
resources := input.resources if {
	input.mergegate
	is_array(input.resources)
}

resources := input.items if {
	not input.mergegate
	_is_list(input.kind)
	is_array(input.items)
}

resources := [input] if {
	not input.mergegate
	is_object(input)
	not _has_items
}

_has_items if {
	_is_list(input.kind)
	is_array(input.items)
}

_is_list(kind) if {
	is_string(kind)
	endswith(kind, "List")
}

# Indexes are comprehensions that hold another one over pairs: OPA evaluates them once and in linear time, a rule of
# many keys anew for each key that is looked up.
# https://www.openpolicyagent.org/docs/policy-performance#comprehension-indexing

# METADATA
# description: 'The API group of an object, "" for core; undefined where apiVersion is no string.'
group(r) := _group(r.apiVersion)

# Few versions occur in many objects, and OPA keeps what a function gave back.
_group(version) := concat("/", array.slice(parts, 0, count(parts) - 1)) if {
	is_string(version)
	parts := split(version, "/")
}

# METADATA
# description: The indexes of the objects of a group and kind.
of(wanted_group, kind) := places if {
	places := _by_type[[wanted_group, kind]]
} else := set()

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_by_type := {type: places |
	some type in {pair[0] | some pair in _types}
	places := {pair[1] | some pair in _types; pair[0] == type}
}

_types := [[type, i] |
	some i, r in resources
	is_string(r.kind)
	type := _type(r)
]

_type(r) := type if {
	type := [group(r), r.kind]
} else := [null, r.kind]

# METADATA
# description: "Indexes of `resources` by kind, of whichever group: by_kind.Secret is the set of them."
by_kind := {kind: places | # regal ignore:prefer-set-or-object-rule
	some kind in {type[1] | some type, _ in _by_type}
	places := union({found | some type, found in _by_type; type[1] == kind})
}

# METADATA
# description: The indexes of the objects that have an annotation, by its name.
by_annotation := {name: places | # regal ignore:prefer-set-or-object-rule
	some name in {pair[0] | some pair in _annotations}
	places := {pair[1] | some pair in _annotations; pair[0] == name}
}

_annotations := [[name, i] |
	some i, r in resources
	annotations := r.metadata.annotations
	is_object(annotations)
	some name, _ in annotations
]

# METADATA
# description: 'The object at a path of a value of any type, {} where it is absent or of another type.'
object_at(value, path) := found if {
	is_object(value)
	found := object.get(value, path, {})
	is_object(found)
} else := {}

# METADATA
# description: The list at a path of a value of any type, [] where it is absent or of another type.
array_at(value, path) := found if {
	is_object(value)
	found := object.get(value, path, [])
	is_array(found)
} else := []

# METADATA
# description: The string at a path of a value of any type, "" where it is absent or of another type.
string_at(value, path) := found if {
	is_object(value)
	found := object.get(value, path, "")
	is_string(found)
} else := ""

# METADATA
# description: 'Whether a string holds what a later tool fills in: ${VAR}, $(VAR), {{ x }}, <path:..>, <KEY>.'
is_templated(text) if regex.match(`\$\{|\$\(|\{\{|<path:|^<[A-Za-z][A-Za-z0-9_.-]*>$`, text)

# METADATA
# description: Whether a value of any type is a string that a later tool fills in, so that nothing is known of it.
is_unknown(value) if {
	is_string(value)
	is_templated(value)
}

# Where the specification of the pods is, and where their metadata.
_pod_paths := {
	"CronJob": [
		["spec", "jobTemplate", "spec", "template", "spec"],
		["spec", "jobTemplate", "spec", "template", "metadata"],
	],
	"DaemonSet": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"Deployment": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"DeploymentConfig": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"Job": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"Pod": [["spec"], ["metadata"]],
	"PodTemplate": [["template", "spec"], ["template", "metadata"]],
	"ReplicaSet": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"ReplicationController": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"Rollout": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
	"StatefulSet": [["spec", "template", "spec"], ["spec", "template", "metadata"]],
}

_pod_groups := {"", "apps", "apps.openshift.io", "argoproj.io", "batch", "extensions"}

# METADATA
# description: >-
#   Every pod specification: `at` (index of its resource), `kind`, `name`, `path` (where the specification is),
#   `spec`, and `metadata` (where the metadata of its pods is, if they have any).
pods := [pod |
	some i, r in resources
	[path, metadata] := _pod_paths[r.kind]
	group(r) in _pod_groups
	spec := object.get(r, path, null)
	is_object(spec)
	pod := {"at": i, "kind": r.kind, "name": name(r), "path": path, "spec": spec, "metadata": metadata}
]

_container_lists := {
	"containers": "container",
	"initContainers": "init container",
	"ephemeralContainers": "ephemeral container",
}

# METADATA
# description: >-
#   Every container of every pod: `at`, `kind`, `name` (of the resource), `path` (where the container is),
#   `container`, `what` (container, init container, ephemeral container), `pod` (the specification) and `pod_path`.
containers := [entry |
	some pod in pods
	some list, what in _container_lists
	found := pod.spec[list]
	is_array(found)
	some j, container in found
	is_object(container)
	entry := {
		"at": pod.at,
		"kind": pod.kind,
		"name": pod.name,
		"path": array.concat(pod.path, [list, j]),
		"container": container,
		"what": what,
		"pod": pod.spec,
		"pod_path": pod.path,
	}
]

# METADATA
# description: >-
#   The metadata of pods, of their templates or of a Pod itself, where they have any: `at`, `kind` (of the resource),
#   `path` and `metadata`.
pod_metadata := [entry |
	some pod in pods
	metadata := object.get(resources[pod.at], pod.metadata, null)
	is_object(metadata)
	entry := {"at": pod.at, "kind": pod.kind, "path": pod.metadata, "metadata": metadata}
]

# METADATA
# description: The name of an object, "" where it has none.
name(r) := r.metadata.name if {
	is_string(r.metadata.name)
} else := ""

# METADATA
# description: 'How messages call an object: Kind "name".'
call(r) := sprintf("%s %q", [r.kind, name(r)]) if {
	is_string(r.kind)
} else := sprintf(" %q", [name(r)])

# METADATA
# description: Whether a path of a value of any type exists; a null counts as absent, as the API server reads it.
exists(value, path) if {
	is_object(value)
	object.get(value, path, null) != null
}

# METADATA
# scope: document
# description: 'How messages give a field of any type: "spec.prune is false", "spec.prune is not set".'
field_is(field, value) := sprintf("%s is %s", [field, shown(value)]) if value != null

field_is(field, null) := sprintf("%s is not set", [field])

# METADATA
# description: A value of any type as JSON, cut where it grows long. Never for what may hold a secret.
shown(value) := text if {
	text := json.marshal(value)
	count(text) <= 80
} else := sprintf("%s ...", [substring(json.marshal(value), 0, 80)])
