# METADATA
# title: Container without a seccomp profile
# description: >-
#   Without a profile a container may make every system call of the kernel, among them the rare ones in which flaws
#   are found. The default profile of the runtime takes those away, and hardly any program misses them.
# related_resources:
# - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   security_severity: "3.5"
#   tags: [workload, isolation, cis-kubernetes-5.7.2, external/cwe/cwe-693]
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
#     Take the runtime's default profile for the whole pod.
#
#     ```yaml
#     spec:
#       securityContext:
#         seccompProfile:
#           type: RuntimeDefault
#     ```
package policies.workload.pod_seccomp

import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Places that switch seccomp off, in a container or once in its pod.
report contains finding if {
	some [entry, profile] in _profiles
	profile.value.type == "Unconfined"
	path := array.concat(profile.path, ["type"])
	finding := {
		"at": entry.at,
		"path": path,
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": sprintf("%s sets %s to Unconfined, so every system call is allowed. Set it to RuntimeDefault.", [
			k8s.call(k8s.resources[entry.at]),
			paths.shown(path),
		]),
	}
}

# METADATA
# description: Pods with containers that have no profile, neither of their own nor from the pod.
report contains finding if {
	some [at, path], names in _lacking
	finding := {
		"at": at,
		"path": path,
		"message": sprintf(
			"%s runs %s without a seccomp profile%s. Set seccompProfile.type to RuntimeDefault for the pod.",
			[k8s.call(k8s.resources[at]), pods.listed(names), _of_annotations(at)],
		),
	}
}

_lacking[[entry.at, profile.path]] contains pods.named(entry) if {
	some [entry, profile] in _profiles
	profile.value == null
}

# Privileged containers are unconfined, whatever the profile.
_profiles := [[entry, pods.inherited(entry, "seccompProfile")] | some entry in pods.isolated]

_of_annotations(at) := " (its annotation has no effect since Kubernetes 1.27)" if {
	_annotated[at]
} else := ""

# A comprehension, since OPA searches a rule of many keys anew for each key that is looked up.
_annotated := {pod.at | # regal ignore:prefer-set-or-object-rule
	some pod in k8s.pod_metadata
	is_object(pod.metadata.annotations)
	some name, _ in pod.metadata.annotations
	contains(name, "seccomp.security.alpha.kubernetes.io/")
}
