package policies.lib.references_test

import data.policies.lib.references

_needed(spec) := {[path, entry.kind, entry.space, entry.name] |
	some entry in found
	path := concat(".", [sprintf("%v", [part]) | some part in entry.path])
} if {
	found := references.needed with input as {"mergegate": {"scope": "overlay"}, "resources": [{
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "shop", "namespace": "apps"},
		"spec": spec,
	}]}
}

test_variables if {
	env_from := [{"configMapRef": {"name": "a"}}, {"secretRef": {"name": "b", "optional": false}}]
	_needed({"initContainers": [{"envFrom": env_from}]}) == {
		["spec.initContainers.0.envFrom.0.configMapRef", "ConfigMap", "apps", "a"],
		["spec.initContainers.0.envFrom.1.secretRef", "Secret", "apps", "b"],
	}
	env := [
		{"name": "A", "value": "a"}, {"name": "B", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "k"}}},
		{"name": "C", "valueFrom": {"secretKeyRef": {"name": "b", "key": "k"}}},
	]
	_needed({"containers": [{"env": env}]}) == {
		["spec.containers.0.env.1.valueFrom.configMapKeyRef", "ConfigMap", "apps", "a"],
		["spec.containers.0.env.2.valueFrom.secretKeyRef", "Secret", "apps", "b"],
	}
}

test_volumes if {
	sources := [{"secret": {"name": "d"}}, {"configMap": {"name": "e"}}, {"serviceAccountToken": {}}]
	_needed({"volumes": [
		{"configMap": {"name": "a"}}, {"secret": {"secretName": "b"}}, {"persistentVolumeClaim": {"claimName": "c"}},
		{"emptyDir": {}}, {"projected": {"sources": sources}},
	]}) == {
		["spec.volumes.0.configMap", "ConfigMap", "apps", "a"],
		["spec.volumes.1.secret", "Secret", "apps", "b"],
		["spec.volumes.2.persistentVolumeClaim", "PersistentVolumeClaim", "apps", "c"],
		["spec.volumes.4.projected.sources.0.secret", "Secret", "apps", "d"],
		["spec.volumes.4.projected.sources.1.configMap", "ConfigMap", "apps", "e"],
	}
}

test_accounts if {
	_needed({"serviceAccountName": "shop"}) == {["spec.serviceAccountName", "ServiceAccount", "apps", "shop"]}
	_needed({"serviceAccountName": "default"}) == set()
	_needed({}) == set()
}

test_what_is_optional_or_not_known_is_left_out if {
	every reference in [
		{"name": "a", "optional": true}, {"name": "a", "optional": "${OPTIONAL}"}, {"name": "${NAME}"}, {"name": ""},
		{"name": 5}, {}, null, 5,
	] {
		_needed({"containers": [{"envFrom": [{"configMapRef": reference}]}], "volumes": [{"configMap": reference}]}) == set()
	}
}

test_wrong_types_are_nothing if {
	every value in [null, 5, {}, [5, null]] {
		_needed({"volumes": value, "containers": value, "serviceAccountName": value}) == set()
	}
	_needed({"containers": [{"env": 5, "envFrom": [5]}], "volumes": [{"projected": {"sources": 5}}]}) == set()
}
