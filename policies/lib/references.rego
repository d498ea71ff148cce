# METADATA
# title: What pods need before they start
# description: >-
#   The objects of its own namespace without which a pod is not created, or waits: ConfigMaps, Secrets, claims and its
#   service account. Optional references are left out, and so is what a later tool fills in.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
package policies.lib.references

import data.policies.lib.accounts
import data.policies.lib.k8s
import data.policies.lib.overlay

# METADATA
# description: >-
#   Every such reference of every pod: `at` (index of the resource), `path` (of the reference), `kind`, `space` (the
#   namespace, "" where it is not known) and `name` of the object.
needed := array.flatten([_from_env, _keys, _volumes, _projected, _accounts])

_of_env := {"configMapRef": "ConfigMap", "secretRef": "Secret"}

_of_keys := {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}

_of_volumes := {
	"configMap": ["ConfigMap", "name"],
	"persistentVolumeClaim": ["PersistentVolumeClaim", "claimName"],
	"secret": ["Secret", "secretName"],
}

_of_sources := {"configMap": "ConfigMap", "secret": "Secret"}

_from_env := [entry |
	some container in k8s.containers
	sources := container.container.envFrom
	is_array(sources)
	some i, source in sources
	some field, kind in _of_env
	path := array.concat(container.path, ["envFrom", i, field])
	entry := _entry(container.at, path, kind, k8s.object_at(source, [field]), "name")
]

_keys := [entry |
	some container in k8s.containers
	env := container.container.env
	is_array(env)
	some i, variable in env
	is_object(variable.valueFrom) # most have a value
	some field, kind in _of_keys
	path := array.concat(container.path, ["env", i, "valueFrom", field])
	entry := _entry(container.at, path, kind, k8s.object_at(variable.valueFrom, [field]), "name")
]

_volumes := [entry |
	some pod in k8s.pods
	volumes := pod.spec.volumes
	is_array(volumes)
	some i, volume in volumes
	some field, [kind, called] in _of_volumes
	path := array.concat(pod.path, ["volumes", i, field])
	entry := _entry(pod.at, path, kind, k8s.object_at(volume, [field]), called)
]

_projected := [entry |
	some pod in k8s.pods
	volumes := pod.spec.volumes
	is_array(volumes)
	some i, volume in volumes
	some j, source in k8s.array_at(volume, ["projected", "sources"])
	some field, kind in _of_sources
	path := array.concat(pod.path, ["volumes", i, "projected", "sources", j, field])
	entry := _entry(pod.at, path, kind, k8s.object_at(source, [field]), "name")
]

# The account `default` is there as soon as the namespace is.
_accounts := [entry |
	some pod in k8s.pods
	accounts.name(pod.spec) != "default"
	field := accounts.field(pod.spec)
	entry := _entry(pod.at, array.concat(pod.path, [field]), "ServiceAccount", pod.spec, field)
]

_entry(at, path, kind, reference, field) := {
	"at": at,
	"path": path,
	"kind": kind,
	"space": overlay.namespace(k8s.resources[at]),
	"name": name,
} if {
	name := k8s.string_at(reference, [field])
	name != ""
	not k8s.is_templated(name)
	optional := object.get(reference, "optional", null)
	optional != true
	not k8s.is_unknown(optional)
}
