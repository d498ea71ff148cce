package policies.resources.res_hpa_without_requests_test

import data.policies.resources.res_hpa_without_requests as rule

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

_web(spec) := _object("apps/v1", "Deployment", "web", {"template": {"spec": spec}})

_hpa(spec) := _object("autoscaling/v2", "HorizontalPodAutoscaler", "scale", object.union(
	{"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	spec,
))

_metric(name) := {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization"}}}

_paths(resources) := {finding.path | some finding in _report(resources)}

_path(list, i, name) := ["spec", "template", "spec", list, i, "resources", "requests", name]

_bare := {"name": "app"}

_full := {"name": "log", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}

test_a_container_without_the_request_is_found if {
	_report([_web({"containers": [_full, _bare]}), _hpa({"metrics": [_metric("cpu")]})]) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 1, "resources", "requests", "cpu"],
		"message": concat(" ", [
			`Container "app" of Deployment "web" has no resources.requests.cpu,`,
			`so HorizontalPodAutoscaler "scale" cannot compute its use and never scales. Set it.`,
		]),
	}}
}

test_every_measured_resource_counts if {
	_paths([_web({"containers": [_bare]}), _hpa({"metrics": [_metric("cpu"), _metric("memory")]})]) == {
		_path("containers", 0, "cpu"),
		_path("containers", 0, "memory"),
	}
}

test_without_metrics_it_is_the_cpu if {
	every metrics in [null, []] {
		_paths([_web({"containers": [_bare]}), _hpa({"metrics": metrics})]) == {_path("containers", 0, "cpu")}
	}
	_paths([_web({"containers": [_bare]}), _hpa({})]) == {_path("containers", 0, "cpu")}
	_paths([_web({"containers": [_bare]}), _hpa({"targetCPUUtilizationPercentage": 70})]) == {
		_path("containers", 0, "cpu"),
	}
}

test_the_older_form_of_a_metric_counts if {
	old := {"type": "Resource", "resource": {"name": "memory", "targetAverageUtilization": 70}}
	_paths([_web({"containers": [_bare]}), _hpa({"metrics": [old]})]) == {_path("containers", 0, "memory")}
}

test_requests_and_limits_pass if {
	limited := {"name": "app", "resources": {"limits": {"cpu": 1}}}
	_at([_web({"containers": [_full, limited]}), _hpa({})]) == set()
	_at([_web({"containers": [_bare], "resources": {"requests": {"cpu": 1}}}), _hpa({})]) == set()
}

test_other_metrics_need_no_request if {
	every metric in [
		{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "AverageValue"}}},
		{"type": "External", "external": {"metric": {"name": "queue"}}},
		{"type": "Pods", "resource": {"name": "cpu", "target": {"type": "Utilization"}}},
		_metric("ephemeral-storage"), 5, {"type": 5},
	] {
		_at([_web({"containers": [_bare]}), _hpa({"metrics": [metric]})]) == set()
	}
}

_only(name) := {"type": "ContainerResource", "containerResource": {
	"name": "cpu",
	"container": name,
	"target": {"type": "Utilization"},
}}

test_a_metric_of_one_container_needs_its_request_alone if {
	_at([_web({"containers": [_bare, _full]}), _hpa({"metrics": [_only("log")]})]) == set()
	_at([_web({"containers": [_bare, _full]}), _hpa({"metrics": [_only("app")]})]) == {0}
}

test_init_containers_count_if_they_keep_running if {
	_paths([_web({"initContainers": [_bare, object.union(_bare, {"restartPolicy": "Always"})]}), _hpa({})]) == {
		_path("initContainers", 1, "cpu"),
	}
}

_range(limit, space) := {
	"apiVersion": "v1",
	"kind": "LimitRange",
	"metadata": {"name": "defaults", "namespace": space},
	"spec": {"limits": [limit]},
}

test_a_limit_range_gives_the_request if {
	resources := [_web({"containers": [_bare]}), _hpa({})]
	every field in ["default", "defaultRequest"] {
		limit := {"type": "Container", field: {"cpu": "1"}}
		_at(array.concat(resources, [_range(limit, "shop")])) == set()
		_at(array.concat(resources, [_range(limit, "")])) == set()
		_at(array.concat(resources, [_range(limit, "other")])) == {0}
	}
	_at(array.concat(resources, [_range({"type": "Container", "default": {"memory": "1Gi"}}, "shop")])) == {0}
	_at(array.concat(resources, [_range({"type": "Pod", "default": {"cpu": "1"}}, "shop")])) == {0}
	_at(array.concat(resources, [_range(5, "shop")])) == {0}
}

test_targets_that_are_not_certain_pass if {
	_at([_web({"containers": [_bare]}), object.union(_hpa({}), {"metadata": {"namespace": ""}})]) == set()
	_at([_web({"containers": [_bare]}), _hpa({"scaleTargetRef": {"name": "other"}})]) == set()
	scaled := _object("keda.sh/v1alpha1", "ScaledObject", "scale", {"scaleTargetRef": {"name": "web"}})
	_at([_web({"containers": [_bare]}), scaled]) == set()
}

test_field_absent_and_wrong_types if {
	every metrics in [5, "x", {}, "${METRICS}"] {
		_at([5, null, _web({"containers": [_bare]}), _hpa({"metrics": metrics})]) == set()
	}
	every spec in [null, 5, {"containers": 5}, {"containers": [5]}, {"containers": [{"resources": 5}]}] {
		_at([_web(spec), _hpa({})]) == set()
	}
	_at([_web({"containers": [_bare]}), _object("autoscaling/v2", "HorizontalPodAutoscaler", "scale", 5)]) == set()
}

test_one_object_alone_says_nothing if rule.report == set() with input as _web({"containers": [_bare]})

test_severity if rule.severity == {"production": "error", "elsewhere": "warning"}
