# METADATA
# title: Selector that does not match its own template
# description: >-
#   A workload finds its pods by its selector. One that does not match the labels of its own template is refused
#   by the API server, and so is one without a selector.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [workload, validity]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop-web}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Give the pod template the labels that the selector asks for.
#
#     ```yaml
#     spec:
#       selector:
#         matchLabels: {app: shop}
#       template:
#         metadata:
#           labels: {app: shop}
#     ```
package policies.workload.work_selector_mismatch

import data.policies.lib.k8s
import data.policies.lib.selectors

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Workloads whose selector their template does not meet, or that have none where today's API asks for one.
report contains finding if {
	some kind, group in _groups
	some at in k8s.by_kind[kind]
	r := k8s.resources[at]
	k8s.group(r) in {"", "extensions", group}
	is_object(r.spec.template)
	not _is_met(r.spec)
	says := _fault(r, object.get(r.spec, "selector", null))
	finding := {
		"at": at,
		"path": ["spec", "selector"],
		"message": sprintf("%s %s", [k8s.call(r), says]),
	}
}

_groups := {
	"DaemonSet": "apps",
	"Deployment": "apps",
	"ReplicaSet": "apps",
	"Rollout": "argoproj.io",
	"StatefulSet": "apps",
}

# Most selectors are a few labels of the template, and need no closer look.
_is_met(spec) if {
	labels := spec.selector.matchLabels
	is_object(labels)
	labels != {}
	object.keys(spec.selector) == {"matchLabels"}
	is_object(spec.template.metadata.labels)
	object.subset(spec.template.metadata.labels, labels)
}

_fault(r, null) := "has no spec.selector, so it is refused. Select the labels of its template." if {
	r.apiVersion in {"apps/v1", "argoproj.io/v1alpha1"}
}

_fault(_, selector) := "has an empty spec.selector, so it is refused. Select the labels of its template." if {
	selectors.requirements(selector) == []
}

_fault(r, selector) := sprintf(
	"has a spec.selector that its template does not meet: %s. Give the template these labels, or select those it has.",
	[selectors.shown(unmet)],
) if {
	wanted := selectors.requirements(selector)
	labels := k8s.object_at(r, ["spec", "template", "metadata", "labels"])
	unmet := [requirement | some requirement in wanted; not selectors.may_match([requirement], labels)]
	count(unmet) > 0
}
