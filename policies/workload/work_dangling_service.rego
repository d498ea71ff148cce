# METADATA
# title: Service that selects no pod
# description: >-
#   A Service whose selector matches no pod has no endpoints: whoever calls it is refused, although every object
#   is there and looks healthy. Mostly a label was renamed on one side.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/service/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, references]
#   example: |-
#     apiVersion: v1
#     kind: Service
#     metadata: {name: shop}
#     spec:
#       selector: {app: shop-web}
#       ports:
#         - {port: 80, targetPort: 8080}
#     ---
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               readinessProbe:
#                 httpGet: {path: /readyz, port: 8080}
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Select labels that the pod template has.
#
#     ```yaml
#     spec:
#       selector:
#         app: shop
#     ```
#   parameters:
#     runtime_labels:
#       description: Labels that controllers and the workloads themselves set on running pods.
#       default:
#       - apps.kubernetes.io/pod-index
#       - batch.kubernetes.io/job-name
#       - controller-revision-hash
#       - job-name
#       - pod-template-hash
#       - rollouts-pod-template-hash
#       - statefulset.kubernetes.io/pod-name
#       - vault-active
package policies.workload.work_dangling_service

import data.policies.lib.k8s
import data.policies.lib.makers
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Services whose selector no rendered pod may meet, in overlays that render pods and hold nothing from which a
#   controller makes more of them. Labels that are set on running pods do not count.
report contains finding if {
	count(overlay.pods) > 0
	not makers.are_there
	some at in overlay.of("", "Service")
	service := k8s.resources[at]
	object.get(k8s.object_at(service, ["spec"]), "type", null) != "ExternalName"
	wanted := object.remove(k8s.object_at(service, ["spec", "selector"]), _runtime_labels)
	count(wanted) > 0
	count(overlay.may_select(overlay.namespace(service), {"matchLabels": wanted})) == 0
	finding := {
		"at": at,
		"path": ["spec", "selector"],
		"message": sprintf(
			"%s selects no pod that this overlay renders: none%s has %s. Correct the selector or the labels of the pods.",
			[k8s.call(service), _where(service), _labels(wanted)],
		),
	}
}

_where(service) := sprintf(" in namespace %q", [overlay.namespace(service)]) if overlay.namespace(service) != ""

_where(service) := "" if overlay.namespace(service) == ""

_labels(wanted) := paths.joined({sprintf("%s=%s", [key, value]) | some key, value in wanted})

_runtime_labels := params.get("work-dangling-service", "runtime_labels", [
	"apps.kubernetes.io/pod-index",
	"batch.kubernetes.io/job-name",
	"controller-revision-hash",
	"job-name",
	"pod-template-hash",
	"rollouts-pod-template-hash",
	"statefulset.kubernetes.io/pod-name",
	"vault-active",
])
