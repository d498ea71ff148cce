# METADATA
# title: State of Argo CD in Git
# description: >-
#   Operations, status and the annotations that ask Argo CD to refresh or to look away belong to the running
#   object. In Git they start a sync with every apply, or switch reconciliation or health off where nobody looks
#   for it.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [argocd, drift]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata:
#       name: shop
#       annotations:
#         argocd.argoproj.io/skip-reconcile: "true"
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
#     Take it out of the manifest. Pause an Application by hand for as long as it takes, or waive the finding
#     during a migration.
#
#     ```yaml
#     metadata:
#       name: shop
#       annotations: {}   # no argocd.argoproj.io/refresh, no argocd.argoproj.io/skip-reconcile
#     ```
package policies.sync.argo_committed_operation

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Operations and status of Applications, and annotations that steer Argo CD.
report contains finding if {
	some i in k8s.of("argoproj.io", "Application")
	r := k8s.resources[i]
	some field in ["operation", "status"]
	not object.get(r, field, null) in {null, {}}
	finding := {
		"at": i,
		"path": [field],
		"message": sprintf("%s has %s in Git, which is Argo CD's to write. Remove it.", [k8s.call(r), field]),
	}
}

report contains finding if {
	some app in argo.applications
	some key, effect in _of_applications
	value := object.get(argo.metadata(app), ["annotations", key], null)
	_is_on(key, value)
	finding := {
		"at": app.at,
		"path": array.concat(argo.metadata_path(app), ["annotations", key]),
		"message": sprintf("%s has the annotation %s, which %s", [k8s.call(app.resource), key, effect]),
	}
}

report contains finding if {
	some i in k8s.by_annotation[_healthless]
	r := k8s.resources[i]
	r.metadata.annotations[_healthless] == "true"
	r.kind in _workloads
	k8s.group(r) in {"", "apps", "batch", "argoproj.io"}
	finding := {
		"at": i,
		"path": ["metadata", "annotations", _healthless],
		"message": sprintf(
			"%s has the annotation %s, so Argo CD calls its Application healthy without it. Remove it.",
			[k8s.call(r), _healthless],
		),
	}
}

_of_applications := {
	"argocd.argoproj.io/refresh": "makes Argo CD refresh it each time that the manifest is applied. Remove it.",
	"argocd.argoproj.io/skip-reconcile": "stops Argo CD from reconciling it. Remove it when the migration is over.",
}

_is_on("argocd.argoproj.io/skip-reconcile", "true")

_is_on("argocd.argoproj.io/refresh", value) if not value in {null, ""}

_healthless := "argocd.argoproj.io/ignore-healthcheck"

_workloads := {"CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "Rollout", "StatefulSet"}
