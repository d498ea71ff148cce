# METADATA
# title: Custom SELinux context
# description: >-
#   SELinux keeps containers apart by a type of their own and a level for each pod. Another user, role or type,
#   spc_t above all, takes part of that away.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   security_severity: "4.0"
#   tags: [workload, isolation, external/cwe/cwe-693]
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
#           securityContext:
#             runAsNonRoot: true
#             seLinuxOptions: {type: spc_t}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Remove the user, the role and the type; a level alone is fine.
#
#     ```yaml
#     spec:
#       securityContext:
#         seLinuxOptions:
#           level: "s0:c123,c456"
#     ```
package policies.workload.pod_selinux_custom

import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Users, roles and types of SELinux that pods and containers set, but for the types which the Pod Security Standards
#   allow.
report contains finding if {
	some [at, path, options] in _options
	some field in ["role", "type", "user"]
	value := options[field]
	_is_custom(field, value)
	here := array.concat(path, ["securityContext", "seLinuxOptions", field])
	finding := {
		"at": at,
		"path": here,
		"message": sprintf("%s sets %s to %s, so SELinux confines it less than other containers. Remove it.", [
			k8s.call(k8s.resources[at]),
			paths.shown(here),
			k8s.shown(value),
		]),
	}
}

_is_custom(field, value) if {
	is_string(value)
	value != ""
	not k8s.is_templated(value)
	not value in object.get(_allowed, field, set())
}

_allowed := {"type": {"container_engine_t", "container_init_t", "container_kvm_t", "container_t"}}

_options contains [pod.at, pod.path, options] if {
	some pod in k8s.pods
	options := pod.spec.securityContext.seLinuxOptions
}

_options contains [entry.at, entry.path, options] if {
	some entry in k8s.containers
	options := entry.container.securityContext.seLinuxOptions
}
