# METADATA
# title: The objects of one overlay, to be joined
# description: >-
#   Indexes for the rules of the scope "overlay"; in every other scope there is nothing here. Lookups come in two
#   kinds: `find` and `selected` are certain, `may_find` and `may_select` count what cannot be told apart as well.
#   An object without a namespace, or with one that a later tool fills in, may end up in any namespace: for certain
#   it is only in that of others like it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
package policies.lib.overlay

import data.policies.lib.k8s
import data.policies.lib.selectors

# METADATA
# description: Whether the rules see all objects of one overlay.
is_whole if k8s.scope == "overlay"

default resources := []

# METADATA
# scope: document
# description: The objects of the overlay, in the order of the input. Members may be of any type.
resources := k8s.resources if is_whole

# METADATA
# description: The indexes of the objects of a group and kind.
of(group, kind) := k8s.of(group, kind) if {
	is_whole
} else := set()

# METADATA
# description: 'The namespace of an object, "" where it has none or a later tool fills it in.'
namespace(r) := space if {
	space := _known(r.metadata.namespace)
} else := ""

# The same few namespaces occur in many objects, and OPA keeps what a function gave back.
_known(space) := space if {
	is_string(space)
	not k8s.is_templated(space)
} else := ""

# ---- by name --------------------------------------------------------------------------------------

# METADATA
# scope: document
# description: >-
#   The indexes of the objects of a group, kind, namespace and name. The namespace is "" for one that is unknown,
#   and for objects of the whole cluster.
find(group, kind, space, name) := object.get(_named, [[group, kind, space, name]], set())

# METADATA
# scope: document
# description: >-
#   The indexes of the objects that may be the one of a group, kind, namespace and name: also those whose namespace
#   or name is not known, and, where the given namespace is not known, those of any namespace. A name that a later
#   tool fills in may be any.
may_find(group, kind, "", name) := union({object.get(_named_anywhere, [[group, kind, called]], set()) |
	some called in {name, "?"}
}) if {
	not k8s.is_templated(name)
}

may_find(group, kind, space, name) := union({object.get(_named, [[group, kind, where, called]], set()) |
	some where in {space, ""}
	some called in {name, "?"}
}) if {
	space != ""
	not k8s.is_templated(name)
}

may_find(group, kind, _, name) := of(group, kind) if k8s.is_templated(name)

# By group, kind, namespace and name; "?", which no name can be, is one that is not known. Indexes are comprehensions
# that hold another one over the pairs of a rule: these OPA evaluates in linear time, partial rules of ten thousand
# keys in ten times as long, and a function over pairs once for each key.
# https://www.openpolicyagent.org/docs/policy-performance#comprehension-indexing
# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_named := {key: places |
	some key in {pair[1] | some pair in _names}
	places := {pair[0] | some pair in _names; pair[1] == key}
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_named_anywhere := {key: places |
	some key in {pair[2] | some pair in _names}
	places := {pair[0] | some pair in _names; pair[2] == key}
}

_names := [[i, [group, kind, space, called], [group, kind, called]] |
	some i, r in resources
	name := k8s.name(r)
	name != ""
	group := k8s.group(r)
	kind := r.kind
	space := namespace(r)
	some called in _known_or_not(name)
]

_known_or_not(text) := {text, "?"} if {
	k8s.is_templated(text)
} else := {text}

# ---- by labels ------------------------------------------------------------------------------------

# A comprehension, since OPA searches a rule of many keys anew for each key that is looked up.

# METADATA
# description: >-
#   Every pod of the overlay, by the index of its resource: `namespace` and `labels`, which its Services, budgets and
#   policies select by.
pods := {pod.at: labelled | # regal ignore:prefer-set-or-object-rule
	is_whole
	some pod in k8s.pods
	labelled := {
		"namespace": namespace(resources[pod.at]),
		"labels": k8s.object_at(resources[pod.at], array.concat(pod.metadata, ["labels"])),
	}
}

# METADATA
# description: >-
#   The indexes of the pods in a namespace that a label selector certainly selects; undefined for a selector that
#   cannot be read. An empty selector selects every pod.
selected(space, selector) := {at |
	some at in _candidates([space], wanted)
	pods[at].namespace == space
	selectors.matches(wanted, pods[at].labels)
} if {
	wanted := selectors.requirements(selector)
}

# METADATA
# description: >-
#   The indexes of the pods that a label selector in a namespace may select: also those whose namespace or labels are
#   not known, and, where the given namespace is not known, those of any. Undefined for a selector that cannot be
#   read.
may_select(space, selector) := {at |
	some at in _candidates(_spaces(space), wanted)
	selectors.may_match(wanted, pods[at].labels)
} if {
	wanted := selectors.requirements(selector)
}

_spaces("") := ["*"]

_spaces(space) := [space, ""] if space != ""

# The pods worth a look: those with the label that fewest have, so that joins stay linear.
_candidates(spaces, wanted) := fewest if {
	narrowed := [found |
		some requirement in wanted
		requirement.operator == "In"
		not _has_templated(requirement.values)
		found := union({_labelled_with(where, requirement.key, value) |
			some where in spaces
			some value in (requirement.values | {"?"})
		})
	]
	least := min([count(found) | some found in narrowed])
	fewest := [found | some found in narrowed; count(found) == least][0]
} else := union({_in_space(where) | some where in spaces})

_has_templated(values) if {
	some value in values
	k8s.is_templated(value)
}

_labelled_with("*", key, value) := object.get(_labelled_anywhere, [[key, value]], set())

_labelled_with(where, key, value) := object.get(_labelled, [[where, key, value]], set()) if where != "*"

_in_space("*") := object.keys(pods)

_in_space(where) := object.get(_by_space, [where], set()) if where != "*"

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_by_space := {where: places |
	some where in {pod.namespace | some pod in pods}
	places := {at | some at, pod in pods; pod.namespace == where}
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_labelled := {key: places |
	some key in {pair[1] | some pair in _labels}
	places := {pair[0] | some pair in _labels; pair[1] == key}
}

# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_labelled_anywhere := {key: places |
	some key in {pair[2] | some pair in _labels}
	places := {pair[0] | some pair in _labels; pair[2] == key}
}

_labels := [[at, [pod.namespace, label, found], [label, found]] |
	some at, pod in pods
	some label, value in pod.labels
	is_string(value)
	some found in _known_or_not(value)
]
