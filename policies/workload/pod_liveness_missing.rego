# METADATA
# title: Container without a liveness probe
# description: >-
#   Without a liveness probe a container that hangs stays as it is: it is running, so nobody restarts it. But a
#   probe that is too strict, or asks what the container depends on, restarts healthy containers under load, which
#   is worse than none.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [workload, reliability]
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
#               readinessProbe:
#                 httpGet: {path: /readyz, port: 8080}
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Ask the process for a sign of life and nothing else, with patience.
#
#     ```yaml
#     containers:
#     - name: app
#       livenessProbe:
#         httpGet: {path: /livez, port: http}
#         periodSeconds: 10
#         failureThreshold: 6
#     ```
package policies.workload.pod_liveness_missing

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers that are meant to run for ever and have no livenessProbe.
report contains finding if {
	some entry in k8s.containers
	entry.what == "container"
	_is_lasting(entry)
	object.get(entry.container, "livenessProbe", null) == null
	not _is_pause(entry.container)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["livenessProbe"]),
		"message": sprintf("%s has no livenessProbe, so it is not restarted when it hangs. Add one that is patient.", [
			pods.called(entry),
		]),
	}
}

_is_lasting(entry) if {
	entry.kind in {
		"DaemonSet", "Deployment", "DeploymentConfig", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet",
	}
}

_is_lasting(entry) if {
	entry.kind == "Pod"
	object.get(entry.pod, "restartPolicy", null) in {null, "", "Always"}
	not pods.is_hook(k8s.resources[entry.at])
}

# It only waits, which cannot hang, and holds no program to ask.
_is_pause(container) if {
	is_string(container.image)
	regex.match(`^([^@]*/)?pause(-(amd64|arm|arm64|ppc64le|s390x))?(:[^/@]*)?(@.*)?$`, container.image)
}
