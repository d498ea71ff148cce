# METADATA
# title: References to images
# description: >-
#   As container runtimes read them: `[registry[:port]/]name[:tag][@digest]`. A colon before the last slash belongs
#   to the registry's port.
# related_resources:
# - ref: https://github.com/distribution/reference/blob/v0.6.0/reference.go
package policies.lib.images

import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: >-
#   What a reference says: `tag` and `digest`, each "" where it has none. Undefined for what is no text, empty, filled
#   in by a later tool, or no reference to an image: `ko://` is built, Istio's injector replaces `auto`.
parse(image) := {"tag": _tag(text), "digest": _digest(text)} if {
	is_string(image)
	text := trim_space(image)
	not text in {"", "auto"}
	not contains(text, "://")
	not k8s.is_templated(text)
}

_tag(text) := tag if {
	[[_, tag]] := regex.find_all_string_submatch_n(`^(?:[^@]*/)?[^@/:]*(?::([^@/]*))?`, text, 1)
}

# A digest that is too short is refused by the runtime, so what runs never changes.
_digest(text) := digest if {
	contains(text, "@")
	digest := split(text, "@")[1]
	regex.match(`^[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]+$`, digest)
} else := ""

# METADATA
# description: >-
#   Every container with an image that is known: the fields of `k8s.containers`, and `image`, `tag`, `digest`.
used := [object.union_n([entry, {"image": entry.container.image}, parse(entry.container.image)]) |
	some entry in k8s.containers
]

# METADATA
# scope: document
# description: Whether the tag of a used image may name another image tomorrow, with no digest to hold it.
is_mutable(entry) if {
	entry.digest == ""
	entry.tag == ""
}

is_mutable(entry) if {
	entry.digest == ""
	lower(entry.tag) in mutable_tags
}

# METADATA
# description: Tags that are moved from image to image, in small letters, as pod-image-mutable-tag is told.
mutable_tags contains lower(tag) if {
	some tag in params.get("pod-image-mutable-tag", "mutable_tags", [
		"latest", "main", "master", "trunk", "dev", "devel", "develop", "development", "edge", "nightly", "canary",
		"staging", "stable", "production", "prod",
	])
	is_string(tag)
}
