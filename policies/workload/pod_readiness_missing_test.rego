package policies.workload.pod_readiness_missing_test

import data.policies.workload.pod_readiness_missing as rule

_service(namespace, spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": namespace},
	"spec": object.union({"selector": {"app": "shop"}, "ports": [{"port": 80, "targetPort": 8080}]}, spec),
}

_workload(kind, namespace, spec) := {
	"apiVersion": {"Pod": "v1", "Rollout": "argoproj.io/v1alpha1", "Job": "batch/v1"}[kind],
	"kind": kind,
	"metadata": {"name": "shop", "namespace": namespace},
	"spec": {"template": _template(spec)},
} if {
	kind in {"Rollout", "Job"}
} else := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": namespace},
	"spec": {"template": _template(spec)},
}

_template(spec) := {"metadata": {"labels": {"app": "shop", "tier": "web"}}, "spec": spec}

_shop(containers) := _workload("Deployment", "shop", {"containers": containers})

_report(resources) := findings if {
	findings := rule.report with input as {"mergegate": {"scope": "overlay"}, "resources": resources}
}

_paths(resources) := {finding.path | some finding in _report(resources)}

_web := _service("shop", {})

_path(index) := ["spec", "template", "spec", "containers", index, "readinessProbe"]

_of(containers) := _paths([_web, _shop(containers)])

_serving(name) := {"name": name, "ports": [{"name": "http", "containerPort": 8080}]}

_probed(container) := object.union(container, {"readinessProbe": {"tcpSocket": {"port": 8080}}})

test_a_served_container_without_a_probe_is_found if {
	_report([5, _web, _shop([_serving("app")])]) == {{
		"at": 2,
		"path": ["spec", "template", "spec", "containers", 0, "readinessProbe"],
		"subject": ["spec", "template", "spec", "containers"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" has no readinessProbe,`,
			`though Service "web" routes to it before it can answer. Add one.`,
		]),
	}}
	_of([object.union(_serving("app"), {"readinessProbe": null, "livenessProbe": {}})]) == {_path(0)}
}

test_several_services_are_one_finding if {
	{finding.message | some finding in _report([_web, _web, _shop([_serving("app")])])} == {concat(" ", [
		`Container "app" of Deployment "shop" has no readinessProbe,`,
		`though Service "web", one of 2 Services, routes to it before it can answer. Add one.`,
	])}
}

test_ports_need_not_be_declared if {
	_of([{"name": "app"}]) == {_path(0)}
	_of([{"name": "app", "ports": "x"}, {"name": "log"}]) == {_path(0)}
	_of([{"name": "app", "ports": [5, {"containerPort": 9090}]}]) == {_path(0)}
}

test_a_probe_passes if {
	_of([_probed(_serving("app"))]) == set()
	_of([object.union(_serving("app"), {"readinessProbe": "${PROBE}"})]) == set()
}

test_ports_go_by_name_and_number if {
	app := {"name": "app"}
	every port in [{"port": 8080}, {"port": 80, "targetPort": "http"}, {"port": 8080, "targetPort": null}] {
		_paths([_service("shop", {"ports": [5, port]}), _shop([app, _serving("web")])]) == {_path(1)}
	}
	every ports in [[{"port": 80}], [], null, "x", [{}]] {
		_paths([_service("shop", {"ports": ports}), _shop([app, _serving("web")])]) == {_path(0)}
	}
}

test_nothing_is_asked_of_sidecars if {
	_of([_serving("kube-rbac-proxy"), _probed({"name": "app"})]) == set()
	_of([_serving("kube-rbac-proxy"), {"name": "app"}]) == {_path(1)}
	_of([_serving("app"), _probed({"name": "metrics-exporter"})]) == {_path(0)}
	_of([{"name": "app"}, _probed(_serving("auth-proxy"))]) == set()
	_of([_serving("app"), _probed({"name": "worker"})]) == set()
	_of([_serving("auth-proxy")]) == {_path(0)}
}

test_a_restartable_init_container_may_hold_the_pod_back if {
	spec := {"containers": [{"name": "app"}], "initContainers": [_probed({"name": "mesh", "restartPolicy": "Always"})]}
	_paths([_web, _workload("Deployment", "shop", spec)]) == set()
}

test_the_main_container_can_be_annotated if {
	template := {
		"metadata": {
			"labels": {"app": "shop"},
			"annotations": {"kubectl.kubernetes.io/default-container": "manager"},
		},
		"spec": {"containers": [{"name": "first"}, {"name": "manager"}]},
	}
	deployment := object.union(_shop([]), {"spec": {"template": template}})
	_paths([_web, deployment]) == {_path(1)}
}

test_the_sidecars_can_be_configured if {
	config := {"parameters": {"pod-readiness-missing": {"sidecars": ["helper"]}}}
	resources := [_web, _shop([_serving("my-helper"), {"name": "app"}])]
	found := rule.report with input as {"mergegate": {"scope": "overlay"}, "resources": resources}
		with data.mergegate_config as config
	{finding.path | some finding in found} == {_path(1)}
}

test_the_service_must_select_the_pod if {
	container := _serving("app")
	every spec in [
		{"selector": {"app": "other"}}, {"selector": {"app": "shop", "tier": "db"}}, {"type": "ExternalName"},
		{"publishNotReadyAddresses": true},
	] {
		_paths([_service("shop", spec), _shop([container])]) == set()
	}
	every selector in [null, {}, 5, "x", [], {"app": 5}] {
		service := object.union(object.remove(_web, ["spec"]), {"spec": {"selector": selector}})
		_paths([service, _shop([container])]) == set()
	}
	_paths([_service("shop", {"selector": {"app": "shop", "tier": "web"}}), _shop([container])]) == {_path(0)}
	_paths([_service("other", {}), _shop([container])]) == set()
	_paths([_shop([container])]) == set()
}

test_without_a_namespace_both_are_in_the_same if {
	spec := {"containers": [_serving("app")]}
	_paths([_service(null, {}), _workload("Deployment", null, spec)]) == {_path(0)}
	_paths([_service("shop", {}), _workload("Deployment", null, spec)]) == set()
}

test_which_kinds_are_asked if {
	spec := {"containers": [_serving("app")]}
	every kind in ["StatefulSet", "Rollout", "ReplicaSet"] {
		_paths([_web, _workload(kind, "shop", spec)]) == {_path(0)}
	}
	every kind in ["DaemonSet", "Job"] {
		_paths([_web, _workload(kind, "shop", spec)]) == set()
	}
	pod := {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "shop", "namespace": "shop", "labels": {"app": "shop"}},
		"spec": spec,
	}
	_paths([_web, pod]) == {["spec", "containers", 0, "readinessProbe"]}
}

test_it_needs_the_whole_overlay if {
	resources := [_web, _shop([_serving("app")])]
	found := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": resources}
	found == set()
	alone := rule.report with input as _shop([_serving("app")])
	alone == set()
}

test_wrong_types_are_nothing if {
	every containers in [null, 5, "x", {}, [5, null, "x"]] {
		_of(containers) == set()
	}
	every broken in [null, 5, "x", [], {"apiVersion": "v1", "kind": "Service", "spec": "x"}] {
		_paths([broken, _web, _shop([_serving("app")])]) == {_path(0)}
	}
	_of([object.union(_serving("app"), {"name": 5})]) == {_path(0)}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
