# METADATA
# title: Moving tag that nodes do not pull again
# description: >-
#   A node with IfNotPresent or Never keeps the image that it pulled first. Under a tag that moves, pods of one
#   workload then run different builds, by the node that they land on. Without a policy only latest is always
#   pulled.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [workload, images]
#   example: |-
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
#               image: example.com/shop:stable
#               imagePullPolicy: IfNotPresent
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Name a version that does not move; then IfNotPresent is right. Else pull always.
#
#     ```yaml
#     containers:
#     - name: app
#       image: registry.example.com/shop:main
#       imagePullPolicy: Always
#     ```
package policies.workload.pod_image_pull_policy

import data.policies.lib.images
import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers whose image has a moving tag and that do not always pull it, as written or by default.
report contains finding if {
	some entry in images.used
	images.is_mutable(entry)
	fault := _fault(entry)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["imagePullPolicy"]),
		"message": sprintf("%s runs the moving image %s %s. Pin the image, or set Always.", [
			pods.called(entry),
			k8s.shown(entry.image),
			fault,
		]),
	}
}

_fault(entry) := sprintf("with imagePullPolicy %s, so nodes keep what they pulled first", [policy]) if {
	policy := object.get(entry.container, "imagePullPolicy", null)
	policy in {"IfNotPresent", "Never"}
}

# Always is the default of latest and of no tag.
_fault(entry) := "without imagePullPolicy, which means IfNotPresent here, so nodes keep what they pulled first" if {
	object.get(entry.container, "imagePullPolicy", null) in {null, ""}
	not entry.tag in {"", "latest"}
}
