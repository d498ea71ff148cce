# METADATA
# title: Flux interval that is too short or too long
# description: >-
#   An interval of seconds makes every object ask Git, a registry and the API server all the time. One of many hours
#   leaves a change, and drift, unnoticed for as long; outside production people wait for it.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#interval
# - ref: https://fluxcd.io/flux/guides/webhook-receivers/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [flux, reliability]
#   example: |-
#     apiVersion: source.toolkit.fluxcd.io/v1
#     kind: HelmRepository
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10s
#       url: https://charts.example.com
#   remedy: |-
#     Poll every few minutes, or let a Receiver tell Flux of each push and poll rarely.
#
#     ```yaml
#     spec:
#       interval: 10m
#     ```
#   parameters:
#     shortest:
#       description: The shortest interval, as a duration.
#       format: duration
#       default: 30s
#     longest:
#       description: The longest interval, as a duration.
#       format: duration
#       default: 1h
#     longest_elsewhere:
#       description: The longest interval of a Kustomization outside production, as a duration.
#       format: duration
#       default: 10m
package policies.sync.flux_interval_bounds

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Kustomizations, HelmReleases and sources with an interval beyond the bounds; what a Receiver of the overlay wakes
#   may poll as rarely as it likes.
report contains finding if {
	overlay.is_whole
	some kind in _kinds
	some entry in flux.of(kind)
	not _is_ignored(entry)
	seconds := flux.seconds(entry.spec.interval)
	[says, level] := _fault(kind, entry, seconds)
	finding := {
		"at": entry.at,
		"path": ["spec", "interval"],
		"severity": level,
		"message": sprintf("%s is reconciled every %s, %s", [k8s.call(entry.resource), entry.spec.interval, says]),
	}
}

_kinds := {"Bucket", "GitRepository", "HelmChart", "HelmRelease", "HelmRepository", "Kustomization", "OCIRepository"}

# Nothing is fetched for a HelmRepository of the type oci.
_is_ignored(entry) if {
	entry.resource.kind == "HelmRepository"
	entry.spec.type == "oci"
}

_fault(_, _, seconds) := [
	sprintf("less than %s: it asks all the time. Write a longer interval, such as 5m.", [shortest.text]),
	severity,
] if {
	shortest := _limit("shortest", "30s")
	seconds < shortest.seconds
}

_fault(kind, entry, seconds) := [
	sprintf("more than %s: changes and drift wait for it. Write a shorter one, or add a Receiver.", [longest.text]),
	{"production": "note", "elsewhere": "note"},
] if {
	not kind in {"HelmRepository", "OCIRepository"}
	longest := _longest(kind)
	seconds > longest.seconds
	not _is_woken(entry)
}

_longest("Kustomization") := _limit("longest_elsewhere", "10m") if {
	input.mergegate.overlay.environment != "production"
} else := _limit("longest", "1h")

_longest(kind) := _limit("longest", "1h") if kind != "Kustomization"

# What is no duration counts as not configured.
_limit(name, fallback) := {"text": text, "seconds": seconds} if {
	text := params.get("flux-interval-bounds", name, fallback)
	seconds := flux.seconds(text)
} else := {"text": fallback, "seconds": flux.seconds(fallback)}

# ---- receivers --------------------------------------------------------------------------------------------------

_is_woken(entry) if [entry.resource.kind, overlay.namespace(entry.resource), k8s.name(entry.resource)] in _woken

_is_woken(entry) if {
	some path in [["sourceRef"], ["chart", "spec", "sourceRef"], ["chartRef"]]
	source := k8s.object_at(entry.spec, path)
	space := _or(k8s.string_at(source, ["namespace"]), overlay.namespace(entry.resource))
	some name in [k8s.string_at(source, ["name"]), "*"]
	[k8s.string_at(source, ["kind"]), space, name] in _woken
}

_is_woken(entry) if [entry.resource.kind, overlay.namespace(entry.resource), "*"] in _woken

# The objects that the Receivers of the overlay wake: kind, namespace and name, "*" for all of them.
_woken contains [kind, space, name] if {
	some receiver in flux.of("Receiver")
	some target in k8s.array_at(receiver.spec, ["resources"])
	kind := k8s.string_at(target, ["kind"])
	name := k8s.string_at(target, ["name"])
	not "" in {kind, name}
	space := _or(k8s.string_at(target, ["namespace"]), overlay.namespace(receiver.resource))
}

_or("", fallback) := fallback

_or(text, _) := text if text != ""
