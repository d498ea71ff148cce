package policies.workload.work_dangling_service_test

import data.policies.workload.work_dangling_service as rule

_whole(resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": resources,
}

_report(resources) := findings if findings := rule.report with input as _whole(resources)

_at(resources) := {finding.at | some finding in _report(resources)}

_object(version, kind, name, spec) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_web(spec) := _object("apps/v1", "Deployment", "web", object.union(
	{"template": {"metadata": {"labels": {"app": "web"}}, "spec": {}}},
	spec,
))

_service(spec) := _object("v1", "Service", "web", spec)

test_a_service_without_pods_is_found if {
	_report([_web({}), _service({"selector": {"app": "wbe", "tier": "front"}})]) == {{
		"at": 1,
		"path": ["spec", "selector"],
		"message": concat(" ", [
			`Service "web" selects no pod that this overlay renders:`,
			`none in namespace "shop" has app=wbe and tier=front. Correct the selector or the labels of the pods.`,
		]),
	}}
}

test_a_service_of_another_namespace_is_found if {
	_at([_web({}), object.union(_service({"selector": {"app": "web"}}), {"metadata": {"namespace": "other"}})]) == {1}
	bare := object.union(_service({"selector": {"app": "gone"}}), {"metadata": {"namespace": ""}})
	{finding.message | some finding in _report([_web({}), bare])} == {concat(" ", [
		`Service "web" selects no pod that this overlay renders: none has app=gone.`,
		"Correct the selector or the labels of the pods.",
	])}
}

test_a_service_with_pods_passes if {
	_at([_web({}), _service({"selector": {"app": "web"}})]) == set()
	bare := object.union(_service({"selector": {"app": "web"}}), {"metadata": {"namespace": ""}})
	_at([_web({}), bare]) == set()
}

test_field_absent if {
	every spec in [{}, {"selector": null}, {"selector": {}}, null, 5] { _at([_web({}), _service(spec)]) == set() }
}

test_an_external_name_selects_nothing if {
	_at([_web({}), _service({"type": "ExternalName", "selector": {"app": "gone"}})]) == set()
}

test_an_overlay_without_pods_adds_to_another_one if _at([_service({"selector": {"app": "gone"}})]) == set()

test_pods_that_a_controller_makes_are_unknown if {
	every maker in [
		_object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db", {}),
		_object("argoproj.io/v1alpha1", "Application", "db", {}),
		_object("postgresql.cnpg.io/v1", "Cluster", "db", {}),
		_object("monitoring.coreos.com/v1", "Prometheus", "db", {}),
		{"apiVersion": "example.com/v1"},
	] {
		_at([_web({}), maker, _service({"selector": {"app": "gone"}})]) == set()
	}
}

test_other_objects_make_no_pods if {
	every other in [
		_object("cert-manager.io/v1", "Certificate", "web", {}),
		_object("networking.k8s.io/v1", "Ingress", "web", {}),
		_object("argoproj.io/v1alpha1", "Rollout", "web", {}),
		_object("monitoring.coreos.com/v1", "ServiceMonitor", "web", {}),
		5,
	] {
		_at([_web({}), other, _service({"selector": {"app": "gone"}})]) == {2}
	}
}

test_labels_that_are_set_on_running_pods_do_not_count if {
	_at([_web({}), _service({"selector": {"app": "web", "statefulset.kubernetes.io/pod-name": "web-0"}})]) == set()
	_at([_web({}), _service({"selector": {"vault-active": "true"}})]) == set()
	config := {"parameters": {"work-dangling-service": {"runtime_labels": ["role"]}}}
	resources := [_web({}), _service({"selector": {"app": "web", "role": "primary"}})]
	rule.report == set() with input as _whole(resources) with data.mergegate_config as config
	_at(resources) == {1}
}

test_what_is_filled_in_later_is_unknown if _at([_web({}), _service({"selector": {"app": "${APP}"}})]) == set()

test_wrong_types_are_unknown if {
	every selector in [5, "x", [], {"app": 5}, {"app": null}] {
		_at([5, null, _web({}), _service({"selector": selector})]) == set()
	}
}

test_one_object_alone_says_nothing if rule.report == set() with input as _service({"selector": {"app": "gone"}})

test_severity if rule.severity == {"production": "warning", "elsewhere": "note"}
