# METADATA
# title: Sync windows that restrict nothing, or everything
# description: >-
#   Allow windows that are open all week restrict nothing, and deny windows that are end every automation for
#   good. An allow window outside of business hours lets production change when nobody is there to see it.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: "off"}
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
#         - kind: allow
#           schedule: "0 0 * * *"
#           duration: 24h
#           applications: ["*"]
#   remedy: |-
#     Let production sync while people are at work, and freeze it for the rest of the time.
#
#     ```yaml
#     spec:
#       syncWindows:
#       - kind: allow
#         schedule: "0 8 * * 1-5"
#         duration: 10h
#         timeZone: Europe/Berlin
#         applications: ["*"]
#     ```
#   parameters:
#     business_days:
#       description: Days of the week on which people are at work; Sunday is 0.
#       format: weekday
#       default: [1, 2, 3, 4, 5]
#     business_start:
#       description: The full hour at which they start, in the time zone of the window.
#       format: hour
#       default: 8
#     business_end:
#       description: The full hour at which they stop.
#       format: hour
#       default: 18
package policies.sync.argo_sync_window_vacuous

import data.policies.lib.argo_windows
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Windows of AppProjects that make no difference, and those that open production outside of business hours.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j in _covering(argo_windows.readable(k8s.resources[i]))
	kind := k8s.resources[i].spec.syncWindows[j].kind
	finding := _finding(i, j, _everything[kind])
}

report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	windows := argo_windows.readable(k8s.resources[i])
	covering := _members(windows)
	some j, entry in windows
	entry.kind == "allow"
	not j in covering
	minute := argo_windows.outside(entry.spans, _hours)
	finding := _finding(i, j, sprintf(
		"lets production sync outside of business hours, for instance on %s in its time zone. Shorten or move it.",
		[argo_windows.called(minute)],
	))
}

_finding(i, j, fault) := {
	"at": i,
	"path": ["spec", "syncWindows", j, "duration"],
	"message": sprintf("Sync window %d of %s %s", [j + 1, k8s.call(k8s.resources[i]), fault]),
}

_everything := {
	"allow": "makes the allow windows cover the whole week, so they restrict nothing. Shorten or remove it.",
	"deny": "makes the deny windows cover the whole week, so nothing syncs on its own. Shorten or remove it.",
}

_hours := {
	"days": params.get("argo-sync-window-vacuous", "business_days", [1, 2, 3, 4, 5]),
	"start": params.get("argo-sync-window-vacuous", "business_start", 8),
	"end": params.get("argo-sync-window-vacuous", "business_end", 18),
}

# The windows that cover the week, alone or as the last one of those for the same selector.
_covering(windows) := _alone(windows) | {max(members) | some members in _groups(windows)}

_members(windows) := _alone(windows) | {j | some members in _groups(windows); some j in members}

_alone(windows) := {j | some j, entry in windows; entry.is_always; entry.is_weekly}

_groups(windows) := {members |
	some [kind, zone, selector] in {key | some entry in windows; some key in _keys(entry)}
	members := {j |
		some j, entry in windows
		entry.kind == kind
		entry.zone == zone
		_selects(entry, selector)
		_is_partial(entry)
	}
	argo_windows.is_covered([windows[j] | some j in members])
}

_keys(entry) := {[entry.kind, entry.zone, selector] |
	_is_partial(entry)
	some selector in _selectors(entry.window)
}

_is_partial(entry) if {
	entry.is_weekly
	not entry.is_always
}

_fields := ["applications", "namespaces", "clusters"]

# Each pattern selects for itself, unless they are joined by andOperator.
_selectors(window) := {{field: k8s.array_at(window, [field]) | some field in _fields}} if {
	window.andOperator == true
} else := {[field, pattern] | some field in _fields; some pattern in k8s.array_at(window, [field])}

_selects(entry, selector) if selector in _selectors(entry.window)

_selects(entry, [field, _]) if [field, "*"] in _selectors(entry.window)
