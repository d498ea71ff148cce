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
	some [at, c] in _faulty
	entry := k8s.containers[c]
	finding := {
		"at": at,
		"path": array.concat(entry.path, ["readinessProbe"]),
		"message": sprintf("%s has no readinessProbe, though %s routes to it before it can answer. Add one.", [
			pods.called(entry),
			_shown(_services[at]),
		]),
	}
}

_shown(services) := k8s.call(k8s.resources[min(services)]) if count(services) == 1

_shown(services) := sprintf("%s, one of %d Services,", [k8s.call(k8s.resources[min(services)]), count(services)]) if {
	count(services) > 1
}

# The main container, where it serves; a probe of a sidecar says nothing about it.
_faulty contains [at, c] if {
	some at, c in _main
	not at in _gated_by_app
	c in object.get(_serving, at, set())
}

# Another one that serves, where no probe holds the pod back.
_faulty contains [at, c] if {
	some at, main in _main
	not at in _gated
	serving := object.get(_serving, at, set()) & _apps[at]
	not main in serving
	some c in serving
}

# Ports need not be declared, and a sidecar may pass on what it gets: then it is the main container's to say.
_faulty contains [at, main] if {
	some at, main in _main
	not at in _gated
	serving := object.get(_serving, at, set()) & _apps[at]
	count(serving) == 0
}

# Pods with a probe, and those in which it is not that of a sidecar.
_gated contains entry.at if {
	some entry in k8s.containers
	object.get(entry.container, "readinessProbe", null) != null
}

_gated_by_app contains at if {
	some at, apps in _apps
	some c in apps
	object.get(k8s.containers[c].container, "readinessProbe", null) != null
}

# The Services by the index of the pod that they route to. Where unready pods count too, a probe changes nothing.
_services[at] contains i if {
	some i in overlay.of("", "Service")
	r := k8s.resources[i]
	k8s.string_at(r, ["spec", "type"]) != "ExternalName"
	not r.spec.publishNotReadyAddresses == true
	selector := k8s.object_at(r, ["spec", "selector"])
	count(selector) > 0
	some at in overlay.selected(overlay.namespace(r), {"matchLabels": selector})
	k8s.resources[at].kind in {
		"Deployment", "DeploymentConfig", "Pod", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet",
	}
}

# Names and numbers of the containers' ports that the Services route to.
_targets[at] contains _target(port) if {
	some at, services in _services
	some i in services
	some port in k8s.array_at(k8s.resources[i], ["spec", "ports"])
}

_target(port) := port.targetPort if {
	port.targetPort != null
} else := port.port

# Where ports say so: the containers that serve, by the index of their pod.
_serving[entry.at] contains c if {
	some c, entry in _regular
	some port in k8s.array_at(entry.container, ["ports"])
	some field in ["name", "containerPort"]
	port[field] in _targets[entry.at]
}

# The main container, as kubectl knows it: the first, unless an annotation names another; sidecars aside.
_main[at] := min(_preferred(object.get(_named, at, set()) & apps, apps)) if some at, apps in _apps

_preferred(named, apps) := named if {
	count(named) > 0
} else := apps

_named[entry.at] contains c if {
	some c, entry in _regular
	template := array.slice(entry.path, 0, count(entry.path) - 3)
	annotations := k8s.object_at(k8s.resources[entry.at], array.concat(template, ["metadata", "annotations"]))
	annotations["kubectl.kubernetes.io/default-container"] == entry.container.name
}

# Containers that are no sidecars, or all of a pod if all are.
_apps[at] := object.get(_no_sidecars, at, containers) if some at, containers in _all

_all[entry.at] contains c if some c, entry in _regular

_no_sidecars[entry.at] contains c if {
	some c, entry in _regular
	words := {word | some word in split(k8s.string_at(entry.container, ["name"]), "-")}
	count(words & _sidecars) == 0
}

_sidecars contains word if {
	some word in params.get("pod-readiness-missing", "sidecars", [
		"agent", "envoy", "exporter", "fluent", "fluentbit", "fluentd", "linkerd", "proxy", "sidecar",
	])
}

_regular[c] := entry if {
	some c, entry in k8s.containers
	entry.what == "container"
	_services[entry.at]
}
