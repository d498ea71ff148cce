# METADATA
# title: Containers and what isolates them
# description: >-
#   Names of containers for messages, and the security context that holds for a container: its own fields, and
#   those of its pod where it has none.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
package policies.lib.pods

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths

# METADATA
# description: 'How messages call a container: Container "app" of Deployment "shop".'
called(entry) := sprintf("%s %s of %s", [_capital[entry.what], named(entry), k8s.call(k8s.resources[entry.at])])

_capital := {
	"container": "Container",
	"ephemeral container": "Ephemeral container",
	"init container": "Init container",
}

# METADATA
# description: The name of a container in quotes, or its index where it has none.
named(entry) := sprintf("%q", [entry.container.name]) if {
	is_string(entry.container.name)
} else := sprintf("%d", [entry.path[count(entry.path) - 1]])

# METADATA
# scope: document
# description: 'Containers by their names in quotes: container "app", containers "app" and "log".'
listed(names) := sprintf("container %s", [paths.listed(names)]) if count(names) == 1

listed(names) := sprintf("containers %s", [paths.listed(names)]) if count(names) > 1

# METADATA
# description: The containers, as in `k8s.containers`, that may be asked for settings which Linux alone knows.
linux := [entry |
	some entry in k8s.containers
	not is_windows(entry.pod)
]

# METADATA
# description: The containers, as in `linux`, that are isolated at all; privileged ones are left to pod-privileged.
isolated := [entry |
	some entry in linux
	not is_left(entry)
]

# METADATA
# scope: document
# description: Whether a pod specification is for Windows nodes.
is_windows(spec) if spec.os.name == "windows"

is_windows(spec) if {
	selector := spec.nodeSelector
	some label in ["kubernetes.io/os", "beta.kubernetes.io/os"]
	selector[label] == "windows"
}

# METADATA
# description: >-
#   The security context of a container or of a pod specification: {} where it is absent or no object, so that it sets
#   nothing; undefined where a later tool fills it in.
context(holder) := holder.securityContext if {
	is_object(holder.securityContext)
} else := {} if not _has_unknown_context(holder)

_has_unknown_context(holder) if k8s.is_unknown(holder.securityContext)

# METADATA
# description: >-
#   A field of a container's security context that its pod can set too: `value`, null where neither does, and `path`,
#   where it is set, else in the pod, where one line is enough. Undefined where a later tool fills in a context.
inherited(entry, field) := {"value": value, "path": array.concat(entry.path, ["securityContext", field])} if {
	value := entry.container.securityContext[field]
	value != null
} else := {
	"value": object.get(context(entry.pod), field, null),
	"path": array.concat(entry.pod_path, ["securityContext", field]),
} if {
	context(entry.container)
}

# METADATA
# description: Whether a container is privileged.
is_privileged(entry) if entry.container.securityContext.privileged == true

# METADATA
# description: >-
#   Whether a container is privileged and pod-privileged says so: then nothing else isolates it, and one finding is
#   enough.
is_left(entry) if {
	entry.container.securityContext.privileged == true
	params.runs("workload.pod_privileged")
}

# METADATA
# description: >-
#   How bad it is that the pods of a resource reach into their node: one degree less for a DaemonSet, as agents of
#   nodes are one.
severity_of(kind, severity) := object.get(_milder, [kind, severity.production], severity)

_milder := {"DaemonSet": {
	"error": {"production": "warning", "elsewhere": "note"},
	"warning": {"production": "note", "elsewhere": "note"},
}}

# METADATA
# description: The annotations of an object, {} where there are none.
annotations(r) := k8s.object_at(r, ["metadata", "annotations"])

# METADATA
# scope: document
# description: Whether Argo CD or Helm runs an object as a hook.
is_hook(r) if {
	some name in ["argocd.argoproj.io/hook", "helm.sh/hook"]
	annotations(r)[name]
}
