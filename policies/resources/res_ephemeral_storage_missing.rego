# METADATA
# title: Unbounded ephemeral storage
# description: >-
#   Logs, writable layers and emptyDir volumes share the disk of the node. What nothing bounds can fill it, and
#   then the kubelet evicts pods of everybody. Limits of all containers of a pod bound its volumes, too.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
# custom:
#   scope: overlay
#   severity: {production: "off", elsewhere: "off"}
#   tags: [resources, reliability, external/cwe/cwe-770]
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
#               volumeMounts:
#                 - {name: cache, mountPath: /cache}
#           volumes:
#             - name: cache
#               emptyDir: {}
#   remedy: |-
#     Limit ephemeral storage of every container and give every emptyDir a size.
#
#     ```yaml
#     containers:
#     - name: app
#       resources:
#         limits: {ephemeral-storage: 1Gi}
#     volumes:
#     - name: cache
#       emptyDir: {sizeLimit: 500Mi}
#     ```
package policies.resources.res_ephemeral_storage_missing

import data.policies.lib.k8s
import data.policies.lib.resources

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Containers without a limit, and volumes without a size.
report contains finding if {
	some entry in resources.containers
	begin := resources.lack(entry, "limits", "ephemeral-storage")
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["resources", "limits", "ephemeral-storage"]),
		"message": sprintf("%s, so it may fill the disk of its node. Set a limit.", [begin]),
	}
}

report contains finding if {
	some pod in k8s.pods
	some i, volume in k8s.array_at(pod.spec, ["volumes"])
	is_object(volume)
	_is_unbounded(object.get(volume, "emptyDir", null))
	medium := _medium(volume.emptyDir)
	_unlimited[medium][pod.at]
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, ["volumes", i, "emptyDir", "sizeLimit"]),
		"message": sprintf(
			"The emptyDir %q of %s has no sizeLimit, so it may fill the %s of its node. Set one.",
			[k8s.name({"metadata": volume}), k8s.call(k8s.resources[pod.at]), medium],
		),
	}
}

# The pods of which a container may use any amount. Where all are limited, so are their volumes: what is on disk counts
# against the sum of their limits, what is in memory as memory of the container that writes it.
# https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
# regal ignore:prefer-set-or-object-rule
_unlimited := {medium: places |
	some medium, name in {"disk": "ephemeral-storage", "memory": "memory"}
	places := {entry.at | some entry in resources.containers; resources.lack(entry, "limits", name)}
}

_medium(volume) := "memory" if {
	volume.medium == "Memory"
} else := "disk"

_is_unbounded(volume) if {
	is_object(volume)
	object.get(volume, "sizeLimit", null) == null
}
