# METADATA
# title: Flagger Canary whose target is not there
# description: >-
#   Flagger does nothing for a Canary whose target it cannot find, so releases go out unguarded. A Service of the same
#   name in Git fights with the one that Flagger makes and points at the primary pods.
# related_resources:
# - ref: https://docs.flagger.app/usage/how-it-works#canary-target
# - ref: https://docs.flagger.app/usage/how-it-works#canary-service
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: warning}
#   tags: [flagger]
#   example: |-
#     apiVersion: flagger.app/v1beta1
#     kind: Canary
#     metadata: {name: shop}
#     spec:
#       targetRef: {apiVersion: apps/v1, kind: Deployment, name: shop-web}
#       service: {port: 80}
#       analysis:
#         interval: 1m
#         threshold: 5
#         maxWeight: 50
#         stepWeight: 10
#         metrics:
#           - name: request-success-rate
#             thresholdRange: {min: 99}
#             interval: 1m
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
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Name the workload that is there, and leave its Service to Flagger.
#
#     ```yaml
#     spec:
#       targetRef:
#         apiVersion: apps/v1
#         kind: Deployment
#         name: shop
#     ```
package policies.delivery.flagger_target_missing

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.rendered

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Canaries whose workload or autoscaler the overlay does not render, nor may; and those beside whose workload a
#   Service is rendered that Flagger makes itself.
report contains finding if {
	some i in overlay.of("flagger.app", "Canary")
	r := overlay.resources[i]
	some field in ["targetRef", "autoscalerRef"]
	ref := k8s.object_at(r, ["spec", field])
	kind := k8s.string_at(ref, ["kind"])
	kind != ""
	not k8s.is_templated(kind)
	name := k8s.string_at(ref, ["name"])
	rendered.is_missing(_group(ref), kind, overlay.namespace(r), name)
	finding := {
		"at": i,
		"path": ["spec", field, "name"],
		"message": sprintf(
			"%s names %s %q as its %s, which this overlay does not render. Add it, or name the one that is there.",
			[k8s.call(r), kind, name, field],
		),
	}
}

report contains finding if {
	some i in overlay.of("flagger.app", "Canary")
	r := overlay.resources[i]
	ref := k8s.object_at(r, ["spec", "targetRef"])
	k8s.string_at(ref, ["kind"]) != "Service"
	name := _service(r)
	count(overlay.find("", "Service", overlay.namespace(r), name)) > 0
	finding := {
		"at": i,
		"path": ["spec", "service"],
		"message": sprintf(
			"%s makes Service %q, which this overlay renders as well, so the two fight. Remove the manifest of the Service.",
			[k8s.call(r), name],
		),
	}
}

# Without a group in the reference Flagger means that of the kind.
_group(ref) := k8s.group(ref) if k8s.string_at(ref, ["apiVersion"]) != ""

_group(ref) := object.get(_groups, ref.kind, "") if k8s.string_at(ref, ["apiVersion"]) == ""

_groups := {
	"DaemonSet": "apps",
	"Deployment": "apps",
	"HorizontalPodAutoscaler": "autoscaling",
	"ScaledObject": "keda.sh",
}

_service(r) := name if {
	name := k8s.string_at(r, ["spec", "service", "name"])
	name != ""
} else := name if {
	name := k8s.string_at(r, ["spec", "targetRef", "name"])
	name != ""
}
