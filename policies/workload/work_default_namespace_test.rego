package policies.workload.work_default_namespace_test

import data.policies.workload.work_default_namespace as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_object(kind, name, namespace) := {
	"apiVersion": "v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": namespace},
}

test_the_namespace_default_is_found if {
	_report(_object("ConfigMap", "shop", "default")) == {{
		"at": 0,
		"path": ["metadata", "namespace"],
		"message": concat(" ", [
			`ConfigMap "shop" is in the namespace default, which nothing keeps apart.`,
			"Give it a namespace of its own.",
		]),
	}}
	every kind in ["Deployment", "Service", "HelmRelease", "RoleBinding", "ServiceAccount"] {
		_paths(_object(kind, "shop", "default")) == {["metadata", "namespace"]}
	}
}

test_others_and_none_pass if {
	every namespace in ["shop", "", null, "${NAMESPACE}", 5, []] {
		_paths(_object("ConfigMap", "shop", namespace)) == set()
	}
	_paths({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}}) == set()
}

test_objects_of_the_cluster_pass if {
	every kind in ["ClusterRole", "ClusterIssuer", "Namespace", "CustomResourceDefinition", "StorageClass"] {
		_paths(_object(kind, "shop", "default")) == set()
	}
}

test_what_keeps_the_namespace_in_order_passes if {
	every kind in ["NetworkPolicy", "CiliumNetworkPolicy", "ResourceQuota", "LimitRange"] {
		_paths(_object(kind, "shop", "default")) == set()
	}
	_paths(_object("ServiceAccount", "default", "default")) == set()
	_paths(_object("Service", "kubernetes", "default")) == set()
}

test_wrong_types_are_nothing if {
	every metadata in [null, 5, "default", []] {
		_paths({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}) == set()
	}
	_paths(_object(5, "shop", "default")) == set()
	batch := {"mergegate": {"scope": "resource"}, "resources": [5, null, _object("Secret", "shop", "default")]}
	found := rule.report with input as batch
	{finding.at | some finding in found} == {2}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
