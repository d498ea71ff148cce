# METADATA
# title: Container with a writable root file system
# description: >-
#   What breaks into a container with a writable root file system leaves its tools there and changes the program.
#   What the program itself writes there is lost with the container, and fills the node's disk until then.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   security_severity: "3.0"
#   tags: [workload, isolation, external/cwe/cwe-732]
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
#     Make the root file system read-only, and mount an empty volume where the program writes.
#
#     ```yaml
#     containers:
#     - name: app
#       securityContext:
#         readOnlyRootFilesystem: true
#       volumeMounts:
#       - {name: tmp, mountPath: /tmp}
#     ```
package policies.workload.pod_readonly_rootfs_missing

import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Containers whose readOnlyRootFilesystem is not true; a pod cannot say it for them.
report contains finding if {
	some entry in pods.linux
	fault := _fault[object.get(pods.context(entry.container), "readOnlyRootFilesystem", null)]
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["securityContext", "readOnlyRootFilesystem"]),
		"message": sprintf("%s %s. Set it to true, and mount a volume where it writes.", [pods.called(entry), fault]),
	}
}

_fault := {
	null: "does not set readOnlyRootFilesystem, so its root file system can be written",
	false: "sets readOnlyRootFilesystem to false, so its root file system can be written",
}
