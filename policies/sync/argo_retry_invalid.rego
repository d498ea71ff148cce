# METADATA
# title: Argo CD retries that do not work
# description: >-
#   A limit below zero retries for ever and hides a broken sync, a limit of zero never retries, and a backoff that
#   cannot be read makes every retry fail with an error of its own.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_policy/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [argocd, availability]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#         retry:
#           limit: -1
#           backoff: {duration: 5s, factor: 2, maxDuration: 3m}
#   remedy: |-
#     Retry a few times, and write durations with units; a bare number is seconds, and a maxDuration of 0 is no cap.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         retry:
#           limit: 5
#           backoff: {duration: 5s, factor: 2, maxDuration: 3m}
#     ```
package policies.sync.argo_retry_invalid

import data.policies.lib.argo
import data.policies.lib.duration
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The faults of syncPolicy.retry, each at the field that has it.
report contains finding if {
	some app in argo.applications
	retry := object.get(app.spec, ["syncPolicy", "retry"], null)
	is_object(retry)
	some [field, level, fault] in _faults(retry)
	path := array.concat(["syncPolicy", "retry"], field)
	not argo.is_open(app, path)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, path),
		"severity": _levels[level],
		"message": sprintf("%s %s", [k8s.call(app.resource), fault]),
	}
}

_levels := {"warning": severity, "error": {"production": "error", "elsewhere": "error"}}

_faults(retry) := union({
	_limit(object.get(retry, "limit", null)),
	_factor(object.get(retry, ["backoff", "factor"], null)),
	_unreadable(retry, "duration"),
	_unreadable(retry, "maxDuration"),
	_cap(object.get(retry, ["backoff", "duration"], null), object.get(retry, ["backoff", "maxDuration"], null)),
})

_limit(limit) := {[["limit"], "warning", fault]} if {
	limit in {0, null}
	says := k8s.field_is("syncPolicy.retry.limit", limit)
	fault := sprintf("never retries a sync: %s. Write a limit such as 5.", [says])
} else := {[["limit"], "warning", fault]} if {
	_is_whole(limit)
	limit < 0
	fault := sprintf("retries a failing sync for ever: syncPolicy.retry.limit is %d. Write a limit such as 5.", [limit])
} else := {[["limit"], "error", fault]} if {
	_is_wrong_number(limit)
	fault := sprintf(
		"has the syncPolicy.retry.limit %s, which is no whole number. Write one such as 5.",
		[k8s.shown(limit)],
	)
} else := set()

_factor(factor) := {[["backoff", "factor"], "warning", fault]} if {
	_is_whole(factor)
	factor < 1
	fault := sprintf(
		"does not wait between retries: syncPolicy.retry.backoff.factor is %d. Write 2, or 1 for even steps.",
		[factor],
	)
} else := {[["backoff", "factor"], "error", fault]} if {
	factor != null
	_is_wrong_number(factor)
	fault := sprintf(
		"has the syncPolicy.retry.backoff.factor %s, which is no whole number. Write one such as 2.",
		[k8s.shown(factor)],
	)
} else := set()

_is_whole(number) if {
	is_number(number)
	floor(number) == number
}

_is_wrong_number(value) if {
	not _is_whole(value)
	not k8s.is_unknown(value)
}

_unreadable(retry, name) := {[["backoff", name], "error", fault]} if {
	given := object.get(retry, ["backoff", name], null)
	not given in {null, ""}
	not k8s.is_unknown(given)
	not _nanoseconds(given)
	fault := sprintf(
		"cannot retry: syncPolicy.retry.backoff.%s is %s, which is no duration. Write one such as 5s or 1m30s.",
		[name, k8s.shown(given)],
	)
} else := set()

# The defaults of Argo CD are 5s, and a cap of 3m; a cap of zero or less is none.
_cap(first, most) := {[["backoff", "maxDuration"], "warning", fault]} if {
	count({value | some value in [first, most]; not value in {null, ""}}) > 0
	start := _nanoseconds(_or(first, "5s"))
	end := _nanoseconds(_or(most, "3m"))
	end > 0
	end < start
	fault := sprintf(
		"caps its first wait of %v at %v: syncPolicy.retry.backoff.maxDuration is the smaller one. Raise it.",
		[_or(first, "5s"), _or(most, "3m")],
	)
} else := set()

_or(value, fallback) := fallback if {
	value in {null, ""}
} else := value

_nanoseconds(text) := text * 1000000000 if _is_whole(text)

_nanoseconds(text) := to_number(trim_left(text, "+")) * 1000000000 if {
	is_string(text)
	regex.match(`^[+-]?(0|[1-9][0-9]{0,9})$`, text)
}

_nanoseconds(text) := duration.nanoseconds(text) if {
	is_string(text)
	not regex.match(`^[+-]?[0-9]+$`, text)
}
