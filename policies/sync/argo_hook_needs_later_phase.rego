# METADATA
# title: Hook that needs what comes later
# description: >-
#   A sync waits for each hook before it goes on. A hook whose pod needs a ConfigMap, Secret, claim or service account
#   that the same sync applies later never starts on a new cluster, so the sync hangs; on an old one it runs with what
#   the last sync left. A migration before the sync is the usual case.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, ordering]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata:
#       name: migrate
#       namespace: shop
#       annotations:
#         argocd.argoproj.io/hook: PreSync
#         argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
#     spec:
#       backoffLimit: 2
#       activeDeadlineSeconds: 600
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: migrate
#               image: registry.example.com/shop-migrate:1.4.2
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
#               envFrom:
#                 - configMapRef: {name: shop-settings}
#     ---
#     apiVersion: v1
#     kind: ConfigMap
#     metadata:
#       name: shop-settings
#       namespace: shop
#     data:
#       DATABASE_HOST: postgres.shop.svc
#   remedy: |-
#     Let what the hook needs come before it: as a hook of the same phase in an earlier wave, or run the hook in a
#     later wave of the phase Sync.
#
#     ```yaml
#     apiVersion: v1
#     kind: ConfigMap
#     metadata:
#       name: shop-migration
#       annotations:
#         argocd.argoproj.io/hook: PreSync
#         argocd.argoproj.io/sync-wave: "-1"
#     ```
package policies.sync.argo_hook_needs_later_phase

import data.policies.lib.argo_hooks
import data.policies.lib.argo_order
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The first reference of a hook to each object that the sync applies later.
report contains finding if {
	some [at, kind, name], places in _places
	[path, late] := min(places)
	finding := {
		"at": at,
		"path": path,
		"message": sprintf("The hook %s needs the %s %q, which a first sync brings later, with %s. %s", [
			argo_order.called(at), kind, name, argo_order.called(late),
			"Run the hook after it, in the phase Sync, or give the hook one of its own that comes before.",
		]),
	}
}

# By hook and what it needs: where it says so, and what brings it. Of several references the first one counts.
# regal ignore:prefer-set-or-object-rule,comprehension-term-assignment
_places := {key: places |
	some key in {pair[0] | some pair in _missed}
	places := {pair[1] | some pair in _missed; pair[0] == key}
}

_missed := [[[need.at, need.kind, need.name], [need.path, missed.late]] |
	some missed in argo_order.missed
	need := missed.need
	argo_hooks.is_hook(k8s.resources[need.at])
]
