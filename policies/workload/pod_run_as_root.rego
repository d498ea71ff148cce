# METADATA
# title: Container that runs as root
# description: >-
#   Root in a container is root of its node, but for what namespaces hold back: one flaw in the kernel or the
#   runtime, or one mount too many, and it is out. Without runAsNonRoot or runAsUser the image decides, and most say
#   root.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.5"
#   tags: [workload, isolation, cis-kubernetes-5.2.7, external/cwe/cwe-250]
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
#           securityContext: {runAsUser: 0}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Say for the whole pod that it does not run as root, with a user where the image names none by number.
#
#     ```yaml
#     spec:
#       securityContext:
#         runAsNonRoot: true
#         runAsUser: 10001
#     ```
package policies.workload.pod_run_as_root

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Places that make root the user of a container or leave it to the image: in the container where it says so itself,
#   else once in the pod for all containers that have it from there.
report contains finding if {
	some [at, path, fault], names in _roots
	finding := {
		"at": at,
		"path": path,
		"message": sprintf(_says[fault], [k8s.call(k8s.resources[at]), pods.listed(names)]),
	}
}

_says := {
	"user": "%s runs %s as root: runAsUser is 0. Set another user, and runAsNonRoot to true.",
	"allowed": "%s lets %s run as root: runAsNonRoot is false, and no runAsUser is set. Set runAsNonRoot to true.",
	"unset": concat(" ", [
		"%s lets %s run as root: neither runAsNonRoot nor runAsUser is set.",
		"Set runAsNonRoot to true for the pod.",
	]),
}

_roots[[entry.at, user.path, "user"]] contains pods.named(entry) if {
	some [entry, user] in _users
	user.value == 0
}

_roots[[entry.at, rule.path, fault]] contains pods.named(entry) if {
	some [entry, user] in _users
	user.value == null
	rule := pods.inherited(entry, "runAsNonRoot")
	fault := {null: "unset", false: "allowed"}[rule.value]
}

# In a user namespace root is nobody on the node; the Pod Security Standards allow it there:
# https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
_users := [[entry, pods.inherited(entry, "runAsUser")] |
	some entry in pods.linux
	not entry.pod.hostUsers == false
]
