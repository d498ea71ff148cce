# METADATA
# title: Image without a digest
# description: >-
#   A tag, even that of a release, can be pushed again. A digest names the bytes: what was scanned and tested is
#   what every node runs, whatever happens to the registry.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-digests
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   tags: [workload, images, supply-chain, external/cwe/cwe-494]
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
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Name the digest beside the tag; an image updater can keep it current.
#
#     ```yaml
#     images:
#     - name: registry.example.com/shop
#       newTag: 1.4.2
#       digest: sha256:<64 hexadecimal digits>
#     ```
package policies.workload.pod_image_no_digest

import data.policies.lib.images
import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Images of all containers that no digest pins.
report contains finding if {
	some entry in images.used
	entry.digest == ""
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["image"]),
		"message": sprintf("%s runs the image %s, which no digest pins. Add @sha256: and the digest to it.", [
			pods.called(entry),
			k8s.shown(entry.image),
		]),
	}
}
