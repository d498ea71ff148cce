# METADATA
# title: Production Application that tells nobody of failures
# description: >-
#   A sync that fails, or an Application that degrades, says so in the user interface of Argo CD alone. Without a
#   subscription nobody hears of it, and production stays on the last version that worked, or on one that does not.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/subscriptions/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [argocd, observability]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: argocd-notifications-cm, namespace: argocd}
#     data:
#       service.slack: |
#         token: $slack-token
#     ---
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/shop-config]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#     ---
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop, namespace: argocd}
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
#     Subscribe a channel to failures, on the Application, on its project, or in argocd-notifications-cm for all. Waive
#     the finding where alerts on the metrics of Argo CD do the same.
#
#     ```yaml
#     metadata:
#       annotations:
#         notifications.argoproj.io/subscribe.on-sync-failed.slack: shop-alerts
#         notifications.argoproj.io/subscribe.on-health-degraded.slack: shop-alerts
#     ```
package policies.sync.argo_notify_missing

import data.policies.lib.argo
import data.policies.lib.argo_stages
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications without a subscription to failures. Only an overlay that holds their project and
#   argocd-notifications-cm, too, shows that there is none.
report contains finding if {
	count(_configs) > 0
	every i in _configs { not _subscribes_all(k8s.object_at(overlay.resources[i], ["data"])) }
	some app in argo.applications
	argo_stages.of_application(app) != "other"
	not _subscribes(argo.metadata(app))
	not argo.is_open(app, ["annotations"])
	project := k8s.string_at(app.spec, ["project"])
	projects := overlay.find("argoproj.io", "AppProject", overlay.namespace(app.resource), project)
	count(projects) > 0
	not argo.is_open(app, ["project"])
	every i in projects { not _subscribes(overlay.resources[i].metadata) }
	finding := {
		"at": app.at,
		"path": array.concat(argo.metadata_path(app), ["annotations"]),
		"message": sprintf(
			"%s tells nobody when a sync fails: neither it, its project %q nor argocd-notifications-cm subscribes. %s",
			[k8s.call(app.resource), project, "Subscribe to on-sync-failed and on-health-degraded."],
		),
	}
}

_configs contains i if {
	some i in overlay.of("", "ConfigMap")
	k8s.name(overlay.resources[i]) == "argocd-notifications-cm"
}

_subscribes_all(data_) if {
	some key, _ in data_
	regex.match(`^(subscriptions|defaultTriggers(\..+)?)$`, key)
}

# Any subscription but one to a trigger of the standard catalogue that says nothing of failures. One without a trigger
# has the default ones.
_subscribes(metadata) if {
	some key, _ in k8s.object_at(metadata, ["annotations"])
	startswith(key, "notifications.argoproj.io/subscri")
	not regex.match(`/subscribe\.(on-created|on-deleted|on-deployed|on-sync-running|on-sync-succeeded)\.`, key)
}
