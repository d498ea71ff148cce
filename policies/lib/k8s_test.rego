package policies.lib.k8s_test

import data.policies.lib.k8s

_batch(resources) := {"mergegate": {"scope": "resource"}, "resources": resources}

test_the_input_of_the_engine if {
	k8s.resources == [1, null] with input as _batch([1, null])
	k8s.resources == [] with input as _batch("x")
	k8s.resources == [] with input as {"mergegate": {"scope": "resource"}}
	k8s.scope == "overlay" with input as {"mergegate": {"scope": "overlay"}, "resources": []}
}

test_a_bare_object if {
	k8s.resources == [{"kind": "ConfigMap"}] with input as {"kind": "ConfigMap"}
	k8s.scope == "resource" with input as {"kind": "ConfigMap"}
	k8s.resources == [{"kind": "DenyList"}] with input as {"kind": "DenyList"}
	k8s.resources == [{"items": [1]}] with input as {"items": [1]}
	k8s.resources == [{"kind": "List", "items": 5}] with input as {"kind": "List", "items": 5}
}

test_a_list if {
	k8s.resources == [{"kind": "ConfigMap"}] with input as {"kind": "List", "items": [{"kind": "ConfigMap"}]}
	k8s.resources == [{"kind": "Pod"}] with input as {"kind": "PodList", "items": [{"kind": "Pod"}]}
}

test_an_input_that_is_no_object_has_no_resources if {
	every value in [5, "x", null, [], [{"kind": "Pod"}]] {
		k8s.resources == [] with input as value
	}
}

test_objects_by_kind_and_group if {
	batch := _batch([
		{"apiVersion": "v1", "kind": "Service"},
		{"apiVersion": "serving.knative.dev/v1", "kind": "Service"},
		5, null, "x", [], {"kind": 5}, {"kind": ["Service"]}, {"apiVersion": 5, "kind": "Service"},
	])
	k8s.by_kind == {"Service": {0, 1, 8}} with input as batch
	k8s.of("", "Service") == {0} with input as batch
	k8s.of("serving.knative.dev", "Service") == {1} with input as batch
	k8s.of("", "Pod") == set() with input as batch
}

test_groups if {
	k8s.group({"apiVersion": "v1"}) == ""
	k8s.group({"apiVersion": "apps/v1"}) == "apps"
	k8s.group({"apiVersion": "a/b/v1"}) == "a/b"
	k8s.group({"apiVersion": ""}) == ""
	not k8s.group({"apiVersion": 5})
	not k8s.group({})
}

test_values_at_a_path if {
	thing := {"a": {"map": {"x": 1}, "list": [1], "text": "t", "null": null}}
	k8s.object_at(thing, ["a", "map"]) == {"x": 1}
	k8s.array_at(thing, ["a", "list"]) == [1]
	k8s.string_at(thing, ["a", "text"]) == "t"
	every path in [["a", "null"], ["a", "x"], ["x"], ["a", "text", "x"], ["a", "list", 0, "x"]] {
		k8s.object_at(thing, path) == {}
		k8s.array_at(thing, path) == []
		k8s.string_at(thing, path) == ""
		not k8s.exists(thing, path)
	}
	k8s.object_at(thing, ["a", "list"]) == {}
	k8s.array_at(thing, ["a", "map"]) == []
	k8s.string_at(thing, ["a", "map"]) == ""
	k8s.exists(thing, ["a", "list", 0])
	every value in [5, "x", null, true, [{"a": 1}]] {
		k8s.object_at(value, ["a"]) == {}
		k8s.array_at(value, ["a"]) == []
		k8s.string_at(value, ["a"]) == ""
		not k8s.exists(value, ["a"])
	}
}

test_what_a_later_tool_fills_in if {
	every text in ["${VAR}", "a-${VAR}-b", "$(VAR)", "{{ .x }}", "<path:secret/data#key>", "<KEY>"] {
		k8s.is_templated(text)
		k8s.is_unknown(text)
	}
	every text in ["", "x", "$VAR", "{ }", "a <KEY> b"] {
		not k8s.is_templated(text)
		not k8s.is_unknown(text)
	}
	every value in [5, null, true, ["${VAR}"], {"a": "${VAR}"}] {
		not k8s.is_unknown(value)
	}
}

test_pods_of_every_kind if {
	spec := {"containers": []}
	batch := _batch([
		{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec},
		{"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
		{"apiVersion": "apps.openshift.io/v1", "kind": "DeploymentConfig", "spec": {"template": {"spec": spec}}},
		{"apiVersion": "example.com/v1", "kind": "Deployment", "spec": {"template": {"spec": spec}}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": [spec]}}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "spec": "x"},
		{"kind": "Pod", "spec": spec}, 5,
	])
	k8s.pods == [
		{"at": 0, "kind": "Pod", "name": "shop", "path": ["spec"], "spec": spec, "metadata": ["metadata"]},
		{
			"at": 1,
			"kind": "CronJob",
			"name": "",
			"path": ["spec", "jobTemplate", "spec", "template", "spec"],
			"spec": spec,
			"metadata": ["spec", "jobTemplate", "spec", "template", "metadata"],
		},
		{
			"at": 2,
			"kind": "DeploymentConfig",
			"name": "",
			"path": ["spec", "template", "spec"],
			"spec": spec,
			"metadata": ["spec", "template", "metadata"],
		},
	] with input as batch
}

test_containers_of_every_list if {
	spec := {
		"containers": [{"name": "app"}, 5, null],
		"initContainers": [{"name": "init"}],
		"ephemeralContainers": [{"name": "debug"}],
	}
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}
	found := k8s.containers with input as pod
	{[entry.path, entry.what, entry.container.name] | some entry in found} == {
		[["spec", "containers", 0], "container", "app"],
		[["spec", "initContainers", 0], "init container", "init"],
		[["spec", "ephemeralContainers", 0], "ephemeral container", "debug"],
	}
	every entry in found {
		object.filter(entry, ["at", "kind", "name", "pod"]) == {"at": 0, "kind": "Pod", "name": "shop", "pod": spec}
	}
	k8s.containers == [] with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": "x"}}
}

test_names_and_calls if {
	k8s.call({"kind": "Pod", "metadata": {"name": "shop"}}) == `Pod "shop"`
	k8s.call({"kind": "Pod", "metadata": {"name": 5}}) == `Pod ""`
	k8s.call({}) == ` ""`
}

test_fields_and_values_in_messages if {
	k8s.field_is("spec.prune", null) == "spec.prune is not set"
	k8s.field_is("spec.prune", false) == "spec.prune is false"
	k8s.field_is("spec.prune", "no") == `spec.prune is "no"`
	k8s.shown({"a": [1]}) == `{"a":[1]}`
	k8s.shown(numbers.range(1, 100)) == concat("", [
		"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,3 ...",
	])
}
