# METADATA
# title: Flux objects
# description: >-
#   The kinds of Flux, and what several rules ask of a Kustomization or a HelmRelease. What the engine knows of patches
#   that a Flux Kustomization adds to the overlay it applies is read from `input.mergegate.overlay.patches`: JSON texts.
# related_resources:
# - ref: https://fluxcd.io/flux/components/
package policies.lib.flux

import data.policies.lib.duration
import data.policies.lib.k8s

# METADATA
# description: The group of each kind that a controller of Flux reconciles (Flux 2.8, read in November 2026).
groups := {
	"Alert": "notification.toolkit.fluxcd.io",
	"Bucket": "source.toolkit.fluxcd.io",
	"GitRepository": "source.toolkit.fluxcd.io",
	"HelmChart": "source.toolkit.fluxcd.io",
	"HelmRelease": "helm.toolkit.fluxcd.io",
	"HelmRepository": "source.toolkit.fluxcd.io",
	"ImagePolicy": "image.toolkit.fluxcd.io",
	"ImageRepository": "image.toolkit.fluxcd.io",
	"ImageUpdateAutomation": "image.toolkit.fluxcd.io",
	"Kustomization": "kustomize.toolkit.fluxcd.io",
	"OCIRepository": "source.toolkit.fluxcd.io",
	"Provider": "notification.toolkit.fluxcd.io",
	"Receiver": "notification.toolkit.fluxcd.io",
}

# METADATA
# description: "The objects of a kind of Flux that have a specification: `at`, `resource` and `spec`."
of(kind) := [entry |
	some i in k8s.of(groups[kind], kind)
	r := k8s.resources[i]
	is_object(r.spec)
	entry := {"at": i, "resource": r, "spec": r.spec}
]

# METADATA
# description: >-
#   Whether the name of a Kustomization, or the last part of its path, says that it holds what is applied first and
#   kept: CRDs, namespaces, sources, storage.
is_foundation(r) if {
	path := split(trim_right(k8s.string_at(r, ["spec", "path"]), "/"), "/")
	some text in [path[count(path) - 1], k8s.name(r)]
	some word in regex.split(`[^a-z0-9]+`, lower(text))
	word in {"crds", "namespaces", "sources", "storage"}
}

# METADATA
# scope: document
# description: >-
#   Whether a Kustomization waits for the health of what it applies: "on", "off", or "unknown" where a later tool, or
#   a patch of another Kustomization, may say so.
health(spec) := "on" if spec.wait == true

else := "on" if {
	some field in _checks
	count(k8s.array_at(spec, [field])) > 0
} else := "unknown" if {
	some field in ({"wait"} | _checks)
	_is_open(spec, field)
} else := "off"

_checks := {"healthChecks", "healthCheckExprs"}

_is_open(spec, field) if k8s.is_unknown(object.get(spec, field, null))

_is_open(_, field) if may_be_patched("Kustomization", field)

# METADATA
# description: >-
#   Whether a patch that a Flux Kustomization adds to this overlay may set a field of a kind: it mentions both. Such
#   patches are applied by the controller, after every build that can be seen here.
may_be_patched(kind, field) if {
	some patch in k8s.array_at(input, ["mergegate", "overlay", "patches"])
	is_string(patch)
	contains(patch, kind)
	contains(patch, field)
}

# METADATA
# description: The seconds of a duration, a fraction perhaps; undefined for what Go cannot parse.
seconds(value) := duration.nanoseconds(value) / 1000000000
