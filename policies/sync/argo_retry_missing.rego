# METADATA
# title: Argo CD sync without retries
# description: >-
#   Syncs fail for reasons that pass: a webhook that is not up yet, a CRD that is not served yet, a busy API server.
#   A sync that somebody starts is tried once unless the Application says otherwise; an automated one is tried five
#   times more anyway, so there it is only left unsaid.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_policy/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
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
#         automated: {enabled: false}
#   remedy: |-
#     Say how often to retry, and how long to wait in between.
#
#     ```yaml
#     spec:
#       syncPolicy:
#         retry:
#           limit: 5
#           backoff: {duration: 5s, factor: 2, maxDuration: 3m}
#     ```
package policies.sync.argo_retry_missing

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Applications, and templates of ApplicationSets, without syncPolicy.retry.
report contains finding if {
	some app in argo.applications
	not k8s.exists(app.spec, ["syncPolicy", "retry"])
	not argo.is_open(app, ["syncPolicy", "retry"])
	[level, effect] := _effect(app)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["syncPolicy", "retry"]),
		"severity": level,
		"message": sprintf("%s has no syncPolicy.retry, so %s", [k8s.call(app.resource), effect]),
	}
}

_effect(app) := [
	{"production": "note", "elsewhere": "note"},
	"automated syncs retry five times anyway, but syncs by hand do not. Write retry.limit and retry.backoff.",
] if {
	_may_be_automated(app)
} else := [severity, "a sync that fails is not tried again. Write retry.limit and retry.backoff."]

_may_be_automated(app) if argo.automated(app)

_may_be_automated(app) if argo.is_rolling(app)

_may_be_automated(app) if argo.is_open(app, ["syncPolicy", "automated"])

_may_be_automated(app) if argo.is_open(app, ["syncPolicy", "automated", "enabled"])
