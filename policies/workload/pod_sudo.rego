# METADATA
# title: Container that calls sudo
# description: >-
#   A container that calls sudo needs a user who may become root, the set-uid bit and privilege escalation: all that
#   a restricted pod takes away. What needs root is better done in the image, or by a container with the one
#   capability for it.
# related_resources:
# - ref: https://docs.docker.com/build/building/best-practices/#user
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   security_severity: "3.0"
#   tags: [workload, isolation, external/cwe/cwe-250]
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
#               command: [sh, -c, "sudo chown app /data && exec /app/serve"]
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Do it in the image, or without root.
#
#     ```yaml
#     containers:
#     - name: app
#       command: [/app/serve]
#     ```
package policies.workload.pod_sudo

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Commands, arguments and hooks of containers in which sudo stands where a command does.
report contains finding if {
	some entry in k8s.containers
	some field in _fields
	some i, text in k8s.array_at(entry.container, field)
	is_string(text)
	_calls_sudo(text, i)
	path := array.concat(field, [i])
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, path),
		"message": sprintf("%s calls sudo in %s. Do in the image what needs root, or without it.", [
			pods.called(entry),
			paths.shown(path),
		]),
	}
}

_fields := [
	["command"],
	["args"],
	["lifecycle", "postStart", "exec", "command"],
	["lifecycle", "preStop", "exec", "command"],
]

# The first word is the program; a later one is an argument, such as the name of the group sudo.
_calls_sudo(text, 0) if regex.match(`^(?:/usr)?(?:/local)?(?:/bin/)?sudo$`, text)

# A script: sudo begins a line or a command.
_calls_sudo(text, _) if {
	contains(text, "sudo")
	regex.match(`(?m)(?:^|[;&|({]|\b(?:do|else|exec|if|then|while))[ \t]*(?:/usr)?(?:/local)?(?:/bin/)?sudo[ \t]`, text)
}
