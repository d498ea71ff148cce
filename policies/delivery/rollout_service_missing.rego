# METADATA
# title: Rollout that names what is not there
# description: >-
#   A Rollout whose Service or AnalysisTemplate does not exist is refused by its controller, and no release happens.
#   Kustomize does not rename these references: a prefix or suffix on the Service alone is enough.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/kustomize/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: error}
#   tags: [rollouts]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 10
#       workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
#       strategy:
#         blueGreen:
#           activeService: shop
#           previewService: shop-preview
#           prePromotionAnalysis:
#             templates:
#               - {templateName: smoke-test, clusterScope: true}
#     ---
#     apiVersion: v1
#     kind: Service
#     metadata: {name: shop}
#     spec:
#       selector: {app: shop}
#       ports:
#         - {port: 80, targetPort: 8080}
#   remedy: |-
#     Add the object, or name the one that is there. For prefixes and suffixes give kustomize the transformer
#     configuration of Argo Rollouts.
#
#     ```yaml
#     configurations:
#     - rollout-transform.yaml
#     ```
package policies.delivery.rollout_service_missing

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.rendered
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Services and AnalysisTemplates that a Rollout names and its overlay does not render, nor may. Templates of the
#   whole cluster come from elsewhere.
report contains finding if {
	some [name, path] in _services
	some rollout in rollouts.of(name)
	service := k8s.string_at(rollout.strategy, path)
	rendered.is_missing("", "Service", overlay.namespace(rollout.resource), service)
	finding := _finding(rollout, array.concat(rollout.path, path), "Service", service)
}

report contains finding if {
	some rollout in rollouts.entries
	some analysis in rollouts.analyses(rollout)
	some template in analysis.templates
	not template.is_cluster
	rendered.is_missing("argoproj.io", "AnalysisTemplate", overlay.namespace(rollout.resource), template.name)
	finding := _finding(rollout, array.concat(analysis.path, template.path), "AnalysisTemplate", template.name)
}

_services := {
	["blueGreen", ["activeService"]],
	["blueGreen", ["previewService"]],
	["canary", ["canaryService"]],
	["canary", ["stableService"]],
	["canary", ["pingPong", "pingService"]],
	["canary", ["pingPong", "pongService"]],
}

_finding(rollout, path, kind, name) := {
	"at": rollout.at,
	"path": path,
	"message": sprintf(
		"%s names %s %q, which this overlay does not render. Add it, or name the one that is there.",
		[k8s.call(rollout.resource), kind, name],
	),
}
