# METADATA
# title: Sync window that Argo CD does not take
# description: >-
#   Argo CD validates the windows of a project as a whole: one that it cannot read makes the project invalid, or
#   silently never opens, so that the freeze that somebody counts on does not happen, or nothing syncs at all.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, sync-windows]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#       syncWindows:
#         - kind: deny
#           schedule: "@daily"
#           duration: 8h
#           applications: ["*"]
#           manualSync: true
#   remedy: |-
#     Write `allow` or `deny`, a schedule of five fields (Sunday is 0, no `@daily`), a duration in hours, minutes
#     and seconds, a time zone by its IANA name, and at least one of applications, namespaces and clusters.
#
#     ```yaml
#     spec:
#       syncWindows:
#       - kind: deny
#         schedule: "0 22 * * *"
#         duration: 8h
#         timeZone: Europe/Berlin
#         applications: ["*"]
#     ```
#   parameters:
#     time_zones:
#       description: Names of time zones to accept beside those of the IANA database, release 2026f.
#       default: []
package policies.sync.argo_sync_window_invalid

import data.policies.lib.cron
import data.policies.lib.duration
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.timezones

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: The faults of the windows of AppProjects, each at the field that has it.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, window in k8s.array_at(k8s.resources[i], ["spec", "syncWindows"])
	is_object(window)
	some field, fault in _faults(window)
	finding := _finding(i, j, [field], fault)
}

report contains finding if {
	some i, pairs in _twins
	some [first, second] in pairs
	fault := sprintf("is the same as window %d, and Argo CD refuses the second one. Remove it.", [first + 1])
	finding := _finding(i, second, [], fault)
}

_finding(i, j, field, fault) := {
	"at": i,
	"path": array.concat(["spec", "syncWindows", j], field),
	"message": sprintf("Sync window %d of %s %s", [j + 1, k8s.call(k8s.resources[i]), fault]),
}

_faults(window) := object.union(
	{field: fault |
		some field, faults in {
			"kind": _kind(_given(window, "kind")),
			"schedule": _schedule(_given(window, "schedule")),
			"duration": _duration(_given(window, "duration")),
			"timeZone": _zone(_given(window, "timeZone")),
		}
		not k8s.is_unknown(_given(window, field))
		some fault in faults
	},
	{"applications": fault |
		_selects_nothing(window)
		fault := "selects nothing, and Argo CD refuses it. Name applications, namespaces or clusters; globs are fine."
	},
)

_given(window, field) := object.get(window, field, null)

_kind(kind) := {fault |
	not kind in {"allow", "deny"}
	fault := sprintf("%s. Write allow or deny.", [_with("kind", kind)])
}

_schedule(schedule) := {fault |
	wrong := _wrong(schedule)
	fault := sprintf("%s%s. Write five fields, such as \"0 22 * * 1-5\".", [_with("schedule", schedule), wrong])
}

_wrong(null) := ""

_wrong(schedule) := sprintf(", which %s", [concat(", ", array.slice(sort(faults), 0, 3))]) if {
	is_string(schedule)
	faults := cron.faults(schedule)
	count(faults) > 0
}

_wrong(schedule) := ", which is no text" if {
	schedule != null
	not is_string(schedule)
}

_duration(length) := {fault |
	not duration.nanoseconds(length)
	fault := sprintf("%s. Write hours, minutes and seconds, such as 8h or 1h30m.", [_with("duration", length)])
}

_zone(zone) := {fault |
	zone != null
	not timezones.is_known(zone)
	not zone in params.get("argo-sync-window-invalid", "time_zones", [])
	fault := sprintf(
		"%s, which no time zone has, so it runs in UTC. Write a name such as Europe/Berlin.",
		[_with("timeZone", zone)],
	)
}

_with(field, value) := sprintf("has the %s %s", [field, k8s.shown(value)]) if value != null

_with(field, null) := sprintf("has no %s", [field])

_selects_nothing(window) if {
	every field in ["applications", "namespaces", "clusters"] {
		object.get(window, field, null) in {null, []}
	}
}

# By project, pairs of windows that are the same, each with the one before it.
_twins[i] := pairs if {
	some i in k8s.of("argoproj.io", "AppProject")
	sorted := sort([[identity, j] |
		some j, window in k8s.array_at(k8s.resources[i], ["spec", "syncWindows"])
		identity := _identity(window)
	])
	pairs := [[sorted[n - 1][1], sorted[n][1]] |
		some n in numbers.range(1, count(sorted))
		sorted[n - 1][0] == sorted[n][0]
	]
}

# What tells windows apart; older releases compare kind, schedule and duration alone.
_identity(window) := object.union(
	{"andOperator": false, "manualSync": false, "timeZone": "UTC"},
	object.remove(window, ["description"]),
) if {
	is_object(window)
}
