# METADATA
# title: Hook without end
# description: >-
#   A sync waits for its hooks. A Job that does not say how often it is tried and how long it may take, or a Pod
#   that restarts for ever, can hold the sync, and every later one, until somebody looks.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [argocd, availability]
#   example: |-
#     apiVersion: v1
#     kind: Pod
#     metadata:
#       name: smoke-test
#       namespace: shop
#       annotations:
#         argocd.argoproj.io/hook: PostSync
#         argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
#     spec:
#       containers:
#         - name: smoke-test
#           image: registry.example.com/smoke-test:2.0.1
#           resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#           securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
#   remedy: |-
#     Bound the time of the hook; backoffLimit defaults to 6 tries.
#
#     ```yaml
#     spec:
#       activeDeadlineSeconds: 600
#       backoffLimit: 2
#     ```
package policies.sync.argo_hook_unbounded

import data.policies.lib.argo_hooks
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Hooks that nothing ends, such as Jobs without bounds and Pods that restart always or have no deadline.
report contains finding if {
	some i in k8s.of("batch", "Job")
	r := k8s.resources[i]
	argo_hooks.is_hook(r)
	is_object(r.spec)
	every field in _bounds {
		not k8s.exists(r, field)
	}
	finding := {
		"at": i,
		"path": ["spec", "activeDeadlineSeconds"],
		"severity": _note,
		"message": sprintf(
			"The hook %s can hold a sync: it sets neither backoffLimit nor activeDeadlineSeconds. Set them.",
			[k8s.call(r)],
		),
	}
}

report contains finding if {
	some i in k8s.of("", "Pod")
	r := k8s.resources[i]
	argo_hooks.is_hook(r)
	is_object(r.spec)
	[field, level, fault] := _of_pod(r)
	finding := {
		"at": i,
		"path": ["spec", field],
		"severity": level,
		"message": sprintf("The hook %s %s", [k8s.call(r), fault]),
	}
}

_note := {"production": "note", "elsewhere": "note"}

_bounds := [
	["spec", "backoffLimit"],
	["spec", "activeDeadlineSeconds"],
	["spec", "template", "spec", "activeDeadlineSeconds"],
]

_of_pod(r) := ["restartPolicy", severity, fault] if {
	policy := object.get(r.spec, "restartPolicy", null)
	policy in {"Always", null}
	fault := sprintf("never ends: %s, and it restarts for ever. Write OnFailure or Never.", [_says(policy)])
} else := ["activeDeadlineSeconds", _note, "can hold a sync: it sets no activeDeadlineSeconds. Set it."] if {
	not k8s.exists(r, ["spec", "activeDeadlineSeconds"])
}

_says("Always") := "its restartPolicy is Always"

_says(null) := "its restartPolicy is not set, which means Always"
