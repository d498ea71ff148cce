# METADATA
# title: Served container without a readiness probe
# description: >-
#   A Service sends requests to a pod once it is ready. Without a readiness probe that is when the process starts,
#   not when it can answer: every rollout and restart then loses requests, and a rollout of a version that never
#   answers goes through.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, reliability]
#   example: |-
#     apiVersion: v1
#     kind: Service
#     metadata: {name: shop}
#     spec:
#       selector: {app: shop}
#       ports:
#         - {port: 80, targetPort: 8080}
#     ---
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
#               ports:
#                 - containerPort: 8080
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Ask the container whether it can answer requests.
#
#     ```yaml
#     containers:
#     - name: app
#       readinessProbe:
#         httpGet: {path: /readyz, port: http}
#     ```
#   parameters:
#     sidecars:
#       description: Words in the names of containers that stand beside the one that matters, as in kube-rbac-proxy.
#       default: [agent, envoy, exporter, fluent, fluentbit, fluentd, linkerd, proxy, sidecar]
package policies.workload.pod_readiness_missing

import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Pods that a Service of the overlay routes to before they can answer. One probe holds the whole pod back, so where
#   a container has one, nothing is asked of the others, unless only sidecars have one.
report contains finding if {
	some at, services in _routed
	pod := _pods[at]
	some j in _asked(pod, _targets(services))
	entry := {
		"at": at,
		"what": "container",
		"path": array.concat(pod.path, ["containers", j]),
		"container": pod.spec.containers[j],
	}
	finding := {
		"at": at,
		"path": array.concat(entry.path, ["readinessProbe"]),
		# Which container is asked depends on their order: it is the pod that lacks a probe.
		"subject": array.concat(pod.path, ["containers"]),
		"message": sprintf("%s has no readinessProbe, though %s routes to it before it can answer. Add one.", [
			pods.called(entry),
			_shown(services),
		]),
	}
}

_shown(services) := k8s.call(k8s.resources[min(services)]) if count(services) == 1

_shown(services) := sprintf("%s, one of %d Services,", [k8s.call(k8s.resources[min(services)]), count(services)]) if {
	count(services) > 1
}

# The Services by the index of the pod that they route to. Where unready pods count too, a probe changes nothing.
_routed[at] contains i if {
	some i in overlay.of("", "Service")
	r := k8s.resources[i]
	k8s.string_at(r, ["spec", "type"]) != "ExternalName"
	not r.spec.publishNotReadyAddresses == true
	selector := k8s.object_at(r, ["spec", "selector"])
	count(selector) > 0
	some at in overlay.selected(overlay.namespace(r), {"matchLabels": selector})
}

# Made whole: a rule with keys would be evaluated once for each key that is asked for.
# regal ignore:prefer-set-or-object-rule
_pods := {pod.at: pod |
	some pod in k8s.pods
	pod.kind in {
		"Deployment", "DeploymentConfig", "Pod", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet",
	}
}

# Names and numbers of the ports that Services route to.
_targets(services) := {target |
	some i in services
	some port in k8s.array_at(k8s.resources[i], ["spec", "ports"])
	target := _target(port)
}

_target(port) := port.targetPort if {
	port.targetPort != null
} else := port.port

# First the main container, where it serves: a probe of a sidecar says nothing about it. Else, where no probe holds
# the pod back, those that serve. Ports need not be declared, and a sidecar may pass on what it gets: then the main one.
_asked(pod, targets) := {main} if {
	apps := _apps(pod)
	every j in apps { not _has_probe(pod.spec.containers[j]) }
	main := _main(pod, apps)
	_is_serving(pod.spec.containers[main], targets)
} else := serving if {
	not _is_gated(pod)
	serving := {j | some j in _apps(pod); _is_serving(pod.spec.containers[j], targets)}
	count(serving) > 0
} else := {_main(pod, _apps(pod))} if {
	not _is_gated(pod)
}

_has_probe(container) if k8s.exists(container, ["readinessProbe"])

_is_gated(pod) if {
	some list in ["containers", "initContainers"]
	some container in k8s.array_at(pod.spec, [list])
	_has_probe(container)
}

_is_serving(container, targets) if {
	some port in k8s.array_at(container, ["ports"])
	some field in ["name", "containerPort"]
	port[field] in targets
}

# The main container, as kubectl knows it: the first, unless an annotation names another; sidecars aside.
_main(pod, apps) := min(named) if {
	template := array.slice(pod.path, 0, count(pod.path) - 1)
	annotations := k8s.object_at(k8s.resources[pod.at], array.concat(template, ["metadata", "annotations"]))
	named := {j |
		some j in apps
		pod.spec.containers[j].name == annotations["kubectl.kubernetes.io/default-container"]
	}
	count(named) > 0
} else := min(apps)

# The indexes of containers that are no sidecars, or of all if all are.
_apps(pod) := apps if {
	apps := {j |
		some j, container in k8s.array_at(pod.spec, ["containers"])
		is_object(container)
		count(_words(container) & _sidecars) == 0
	}
	count(apps) > 0
} else := {j |
	some j, container in k8s.array_at(pod.spec, ["containers"])
	is_object(container)
}

_words(container) := {word | some word in split(k8s.string_at(container, ["name"]), "-")}

_sidecars contains word if {
	some word in params.get("pod-readiness-missing", "sidecars", [
		"agent", "envoy", "exporter", "fluent", "fluentbit", "fluentd", "linkerd", "proxy", "sidecar",
	])
}
