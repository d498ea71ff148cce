# METADATA
# title: App of apps without an order
# description: >-
#   A parent Application does not wait for its children: since Argo CD 1.8 an Application has no health unless argocd-cm
#   gives it a health check, so waves between children order their creation and nothing else. What needs the
#   infrastructure starts before it is there, and a new cluster comes up by retries, if at all.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/1.7-1.8/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: note}
#   tags: [argocd, ordering]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata:
#       name: shop-infrastructure
#       annotations: {argocd.argoproj.io/sync-wave: "-1"}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: infrastructure
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#     ---
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata:
#       name: shop
#       annotations: {argocd.argoproj.io/sync-wave: "1"}
#     spec:
#       project: shop
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Give the children waves, and Argo CD a health check for Applications, which its manual shows in full.
#
#     ```yaml
#     # argocd-cm
#     data:
#       resource.customizations.health.argoproj.io_Application: |
#         hs = {status = "Progressing", message = ""}
#         if obj.status ~= nil and obj.status.health ~= nil then
#           hs.status = obj.status.health.status
#         end
#         return hs
#     ```
package policies.sync.argo_app_of_apps_order

import data.policies.lib.argo
import data.policies.lib.argo_hooks
import data.policies.lib.argo_stages
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Overlays with waves between Applications, where no health check for Applications is in sight, and overlays with
#   Applications for infrastructure and for apps and no wave at all. One finding tells of the whole overlay.
report contains finding if {
	not _has_health
	[first, earlier] := min(_waved)
	[second, later] := min({entry | some entry in _waved; entry[0] > first})
	finding := {
		"at": later,
		"path": ["metadata", "annotations", argo_hooks.wave],
		"message": sprintf(
			"%s in wave %d does not wait for %s in wave %d, unless argocd-cm has a health check for Applications. %s",
			[
				k8s.call(overlay.resources[later]), second, k8s.call(overlay.resources[earlier]), first,
				"This overlay shows none: add resource.customizations.health.argoproj.io_Application there.",
			],
		),
	}
}

report contains finding if {
	overlay.is_whole
	every app in argo.applications { not _has_order(app.resource) }
	infrastructure := min(_of.infrastructure)
	finding := {
		"at": infrastructure,
		"path": ["metadata", "annotations", argo_hooks.wave],
		"message": sprintf(
			"%s and %s start together, since no Application of this overlay has a sync wave. %s",
			[
				k8s.call(overlay.resources[infrastructure]), k8s.call(overlay.resources[min(_of.apps)]),
				"Give infrastructure an earlier wave, and argocd-cm a health check for Applications.",
			],
		),
	}
}

# The waves of Applications, with their indexes. An ApplicationSet has a health, but not that of its Applications.
_waved contains [wave, i] if {
	some i in overlay.of("argoproj.io", "Application")
	wave := argo_hooks.wave_of(overlay.resources[i])
}

_has_order(r) if {
	some annotation in [argo_hooks.wave, argo_hooks.hook]
	argo_hooks.annotation(r, annotation) != null
}

# ---- the health check of Applications --------------------------------------------------------------

_has_health if {
	some i in overlay.of("", "ConfigMap")
	r := overlay.resources[i]
	k8s.name(r) == "argocd-cm"
	_says_health(k8s.object_at(r, ["data"]))
}

# The operator of Argo CD writes argocd-cm.
_has_health if {
	some i in overlay.of("argoproj.io", "ArgoCD")
	spec := k8s.object_at(overlay.resources[i], ["spec"])
	some check in k8s.array_at(spec, ["resourceHealthChecks"])
	[check.group, check.kind] == ["argoproj.io", "Application"]
}

_has_health if {
	some i in overlay.of("argoproj.io", "ArgoCD")
	spec := k8s.object_at(overlay.resources[i], ["spec"])
	_says_health(object.union(
		k8s.object_at(spec, ["extraConfig"]),
		{"resource.customizations": k8s.string_at(spec, ["resourceCustomizations"])},
	))
}

# A chart of Argo CD has it among its values, wherever they are.
_has_health if {
	some app in argo.applications
	some entry in argo.sources(app)
	entry.source.chart == "argo-cd"
}

_has_health if {
	some i in overlay.of("helm.toolkit.fluxcd.io", "HelmRelease")
	overlay.resources[i].spec.chart.spec.chart == "argo-cd"
}

_says_health(data_) if {
	some key in ["resource.customizations.health.argoproj.io_Application", "resource.customizations.health.argoproj.io_*"]
	k8s.exists(data_, [key])
}

_says_health(data_) if {
	contains(k8s.string_at(data_, ["resource.customizations"]), "argoproj.io/Application")
}

# ---- infrastructure and apps -----------------------------------------------------------------------

_of[what] contains app.at if {
	some app in argo.applications
	what := _what(app)
}

_words := {
	"app": "apps",
	"application": "apps",
	"applications": "apps",
	"apps": "apps",
	"infra": "infrastructure",
	"infrastructure": "infrastructure",
	"workload": "apps",
	"workloads": "apps",
}

# The name says best, then the path; what says both is neither.
_what(app) := _only(said) if {
	said := _said({app.name})
	count(said) > 0
} else := _only(_said({path |
	some entry in argo.sources(app)
	path := k8s.string_at(entry.source, ["path"])
}))

_only(said) := max(said) if count(said) == 1

_said(texts) := {_words[word] | some text in texts; some word in argo_stages.words(text)}
