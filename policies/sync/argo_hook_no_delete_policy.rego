# METADATA
# title: Hook Job that is never cleaned up
# description: >-
#   A hook Job with generateName leaves another finished Job behind with each sync, with its pods and logs. One
#   with a fixed name is replaced before the next run, because Argo CD does so by default; until then it stays,
#   which is better said than left to a default.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/#hook-deletion-policies
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [argocd, hygiene]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata:
#       generateName: smoke-test-
#       namespace: shop
#       annotations:
#         argocd.argoproj.io/hook: PostSync
#     spec:
#       backoffLimit: 0
#       activeDeadlineSeconds: 300
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: smoke-test
#               image: registry.example.com/smoke-test:2.0.1
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
#   remedy: |-
#     Say when the hook goes.
#
#     ```yaml
#     metadata:
#       annotations:
#         argocd.argoproj.io/hook: PostSync
#         argocd.argoproj.io/hook-delete-policy: HookSucceeded
#     ```
package policies.sync.argo_hook_no_delete_policy

import data.policies.lib.argo_hooks
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Jobs that are hooks and do not say when they are deleted.
report contains finding if {
	some i in k8s.of("batch", "Job")
	r := k8s.resources[i]
	argo_hooks.is_hook(r)
	not _is_cleaned_up(r)
	[level, fault] := _judged(r)
	finding := {
		"at": i,
		"path": ["metadata", "annotations", argo_hooks.delete_policy],
		"severity": level,
		"message": sprintf("%s. Set %s, for instance to HookSucceeded.", [fault, argo_hooks.delete_policy]),
	}
}

_is_cleaned_up(r) if {
	some annotation in [argo_hooks.delete_policy, "helm.sh/hook-delete-policy"]
	argo_hooks.annotation(r, annotation) != null
}

_is_cleaned_up(r) if k8s.exists(r, ["spec", "ttlSecondsAfterFinished"])

_judged(r) := [severity, fault] if {
	k8s.name(r) == ""
	prefix := k8s.string_at(r, ["metadata", "generateName"])
	prefix != ""
	fault := sprintf("The hook Job %q gets a new name with each sync and none is ever deleted", [prefix])
} else := [{"production": "note", "elsewhere": "off"}, fault] if {
	fault := sprintf("The hook %s stays until the next sync, as it does not say when it goes", [k8s.call(r)])
}
