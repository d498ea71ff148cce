# METADATA
# title: Hook that Argo CD does not understand
# description: >-
#   Argo CD takes an object with the hook annotation out of the normal sync. Where it does not know the phase,
#   the object is never applied, and where it does not know the policy, the hook is never cleaned up.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, correctness]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata:
#       name: migrate
#       namespace: shop
#       annotations:
#         argocd.argoproj.io/hook: BeforeSync
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
#   remedy: |-
#     Spell the phase and the policy as Argo CD does.
#
#     ```yaml
#     metadata:
#       annotations:
#         argocd.argoproj.io/hook: PreSync
#         argocd.argoproj.io/hook-delete-policy: HookSucceeded
#     ```
package policies.sync.argo_hook_invalid

import data.policies.lib.argo_hooks
import data.policies.lib.argo_options
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Annotations of hooks that name no phase, or no policy, that Argo CD knows. Lists with commas are fine.
report contains finding if {
	some annotation, known in _known
	some i in k8s.by_annotation[annotation]
	r := k8s.resources[i]
	value := argo_hooks.annotation(r, annotation)
	fault := _fault(value, known)
	finding := {
		"at": i,
		"path": ["metadata", "annotations", annotation],
		"message": sprintf(
			"%s has the annotation %s %s. Write one of %s.",
			[k8s.call(r), annotation, fault, paths.joined(known)],
		),
	}
}

_known := {argo_hooks.hook: argo_hooks.phases, argo_hooks.delete_policy: argo_hooks.delete_policies}

_fault(value, known) := sprintf("with %s, which Argo CD does not know", [paths.listed(wrong)]) if {
	is_string(value)
	not k8s.is_templated(value)
	wrong := {sprintf("%q", [name]) | some name in argo_options.listed(value); not name in known}
	count(wrong) > 0
} else := "without a value" if {
	is_string(value)
	argo_options.listed(value) == []
} else := sprintf("with %s, which is no text", [k8s.shown(value)]) if {
	value != null
	not is_string(value)
}
