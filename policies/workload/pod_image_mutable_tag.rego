# METADATA
# title: Image by a tag that moves
# description: >-
#   A tag such as latest, or none, which means latest, names whatever was pushed last. The commit no longer says
#   what runs: two nodes may run two versions, nobody reviewed the change, and a rollback of the commit brings back
#   nothing.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   tags: [workload, images, drift, external/cwe/cwe-829]
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
#               image: example.com/shop:latest
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Name the version that was tested, or its digest; in kustomize in one place.
#
#     ```yaml
#     images:
#     - name: registry.example.com/shop
#       newTag: 1.4.2
#     ```
#   parameters:
#     mutable_tags:
#       description: Tags that are moved from image to image.
#       default:
#         - latest
#         - main
#         - master
#         - trunk
#         - dev
#         - devel
#         - develop
#         - development
#         - edge
#         - nightly
#         - canary
#         - staging
#         - stable
#         - production
#         - prod
package policies.workload.pod_image_mutable_tag

import data.policies.lib.images
import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Images of all containers without a digest whose tag moves, or that have no tag.
report contains finding if {
	some entry in images.used
	images.is_mutable(entry)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["image"]),
		"message": sprintf("%s runs the image %s, %s. Name the tag of a release, or a digest.", [
			pods.called(entry),
			k8s.shown(entry.image),
			_fault(entry.tag),
		]),
	}
}

_fault("") := "without a tag, which means latest, so what runs changes without a commit"

_fault(tag) := "whose tag moves, so what runs changes without a commit" if tag != ""
