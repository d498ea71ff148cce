# METADATA
# title: Workload with a single replica
# description: >-
#   One pod is no redundancy: every drain of its node, every crash and every rollout that goes wrong is an outage.
#   In production a workload runs at least two, or leaves the number to an autoscaler.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: "off"}
#   tags: [workload, availability]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 1
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
#     Run at least two replicas in production; an overlay may set them. Where one pod is right, say so with the
#     strategy Recreate. Each pod of a StatefulSet has volumes of its own: more of them help only where the software
#     replicates its data between them, and has the members that its quorum asks for, three as a rule. Elsewhere
#     keep the one, back it up, and waive the finding.
#
#     ```yaml
#     replicas:
#     - name: shop
#       count: 2
#     ```
#   parameters:
#     minimum:
#       description: How many replicas a workload of production runs at the least.
#       format: count
#       default: 2
package policies.workload.work_replicas_min

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.scaling

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Workloads of one replica, unless an autoscaler may set the number, or the workload is made to run alone: it is
#   recreated rather than rolled, elects a leader, or mounts a claim that may go to one node only. None at all is
#   switched off on purpose.
report contains finding if {
	overlay.is_whole
	some at in (scaling.replicated - (scaling.scaled | scaling.referred))
	r := k8s.resources[at]
	declared := scaling.declared(r)
	declared > 0
	declared < _minimum
	not r.spec.strategy.type == "Recreate"
	not at in _leaders
	not at in _bound
	finding := {
		"at": at,
		"path": ["spec", "replicas"],
		"message": sprintf(
			"%s %s, so the loss of one pod or node is an outage. %s",
			[k8s.call(r), _runs(r), _advice(r)],
		),
	}
}

_runs(r) := sprintf("sets spec.replicas to %v", [r.spec.replicas]) if k8s.exists(r, ["spec", "replicas"])

_runs(r) := "does not set spec.replicas and runs one" if not k8s.exists(r, ["spec", "replicas"])

_advice(r) := sprintf(
	"Each pod has a volume of its own: run at least %v if it replicates its data itself, else waive this.",
	[_minimum],
) if {
	_has_own_volumes(r)
} else := sprintf("Run at least %v, or add an autoscaler.", [_minimum])

_has_own_volumes(r) if {
	r.kind == "StatefulSet"
	count(k8s.array_at(r, ["spec", "volumeClaimTemplates"])) > 0
}

_leaders contains entry.at if {
	some entry in k8s.containers
	env := entry.container.env
	is_array(env)
	some variable in env
	regex.match(`(?i)leader_?elect`, k8s.string_at(variable, ["name"]))
	not k8s.string_at(variable, ["value"]) in {"", "0", "false"}
}

_leaders contains entry.at if {
	some entry in k8s.containers
	some words in object.filter(entry.container, ["command", "args"])
	is_array(words)
	some text in words
	is_string(text)
	regex.match(`(^|\s)--?([a-z]+-)*leader-elect`, text)
	not regex.match(`leader-elect[a-z-]*[= ]false`, text)
}

# A claim that is not rendered, or cannot be read, may go to one node only.
_bound contains pod.at if {
	some pod in k8s.pods
	volumes := pod.spec.volumes
	is_array(volumes)
	some volume in volumes
	claim := k8s.string_at(volume, ["persistentVolumeClaim", "claimName"])
	claim != ""
	not _is_shared(overlay.namespace(k8s.resources[pod.at]), claim)
}

_is_shared(space, claim) if {
	some at in overlay.find("", "PersistentVolumeClaim", space, claim)
	"ReadWriteMany" in k8s.array_at(k8s.resources[at], ["spec", "accessModes"])
}

default _minimum := 2

_minimum := value if {
	value := params.get("work-replicas-min", "minimum", 2)
	is_number(value)
}
