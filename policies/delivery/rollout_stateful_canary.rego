# METADATA
# title: Canary with a volume that only one node can mount
# description: >-
#   In a canary the pods of two versions run side by side for a long time. If they share a claim that one node, or one
#   pod, may mount, the new pods hang; if they can mount it, two versions write to the same data.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [rollouts, storage]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Rollout
#     metadata: {name: shop}
#     spec:
#       replicas: 10
#       strategy:
#         canary:
#           analysis:
#             templates:
#               - {templateName: success-rate, clusterScope: true}
#           steps:
#             - setWeight: 10
#             - pause: {duration: 10m}
#             - setWeight: 50
#             - pause: {duration: 10m}
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
#               volumeMounts:
#                 - {name: data, mountPath: /data}
#           volumes:
#             - name: data
#               persistentVolumeClaim: {claimName: shop-data}
#     ---
#     apiVersion: v1
#     kind: PersistentVolumeClaim
#     metadata: {name: shop-data}
#     spec:
#       accessModes: [ReadWriteOnce]
#       resources: {requests: {storage: 10Gi}}
#   remedy: |-
#     Switch at once instead, or run the state in a StatefulSet of its own.
#
#     ```yaml
#     spec:
#       strategy:
#         blueGreen:
#           activeService: shop
#           previewService: shop-preview
#     ```
package policies.delivery.rollout_stateful_canary

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.paths
import data.policies.lib.rollouts

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Canaries that mount claims of the overlay that cannot be shared between nodes. Of claims that are not rendered,
#   and so of their access modes, nothing is known.
report contains finding if {
	some rollout in rollouts.of("canary")
	claims := {name | some name in _claims(rollout); _is_exclusive(overlay.namespace(rollout.resource), name)}
	count(claims) > 0
	finding := {
		"at": rollout.at,
		"path": rollout.path,
		"message": sprintf(
			"%s is a canary whose versions share the claim %s, which cannot be mounted on many nodes. Use blueGreen.",
			[k8s.call(rollout.resource), paths.listed(claims)],
		),
	}
}

_claims(rollout) := {claim.claimName |
	some volume in k8s.array_at(rollout.spec, ["template", "spec", "volumes"])
	claim := k8s.object_at(volume, ["persistentVolumeClaim"])
	is_string(claim.claimName)
	not claim.readOnly == true
}

_is_exclusive(space, name) if {
	found := overlay.find("", "PersistentVolumeClaim", space, name)
	count(found) == 1
	some i in found
	modes := k8s.array_at(overlay.resources[i], ["spec", "accessModes"])
	count(modes) > 0
	every mode in modes {
		mode in {"ReadWriteOnce", "ReadWriteOncePod"}
	}
}
