package policies.workload.work_replicas_min_test

import data.policies.workload.work_replicas_min as rule

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

_hpa(spec) := _object("autoscaling/v2", "HorizontalPodAutoscaler", "scale", object.union(
	{"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	spec,
))

test_one_replica_is_found if {
	_report([_web({"replicas": 1})]) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`Deployment "web" sets spec.replicas to 1, so the loss of one pod or node is an outage.`,
			"Run at least 2, or add an autoscaler.",
		]),
	}}
}

test_pods_with_volumes_of_their_own_are_advised_otherwise if {
	claims := [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}]
	_report([_object("apps/v1", "StatefulSet", "db", {"replicas": 1, "volumeClaimTemplates": claims})]) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`StatefulSet "db" sets spec.replicas to 1, so the loss of one pod or node is an outage.`,
			"Each pod has a volume of its own: run at least 2 if it replicates its data itself, else waive this.",
		]),
	}}
	messages := {finding.message |
		some spec in [{"volumeClaimTemplates": []}, {"volumeClaimTemplates": "x"}, {}]
		some finding in _report([_object("apps/v1", "StatefulSet", "db", spec)])
	}
	messages == {concat(" ", [
		`StatefulSet "db" does not set spec.replicas and runs one, so the loss of one pod or node is an outage.`,
		"Run at least 2, or add an autoscaler.",
	])}
}

test_no_replicas_are_one if {
	_report([_web({})]) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`Deployment "web" does not set spec.replicas and runs one, so the loss of one pod or node is an outage.`,
			"Run at least 2, or add an autoscaler.",
		]),
	}}
	_at([_web({"replicas": null})]) == {0}
}

test_two_pass if _at([_web({"replicas": 2})]) == set()

test_none_at_all_is_on_purpose if _at([_web({"replicas": 0})]) == set()

test_kinds if {
	every version, kind in {
		"apps/v1": "StatefulSet", "argoproj.io/v1alpha1": "Rollout",
		"apps.openshift.io/v1": "DeploymentConfig", "extensions/v1beta1": "Deployment",
	} {
		_at([_object(version, kind, "web", {"replicas": 1})]) == {0}
	}
	every version, kind in {"apps/v1": "DaemonSet", "batch/v1": "Job", "v1": "Pod", "example.com/v1": "Deployment"} {
		_at([_object(version, kind, "web", {"replicas": 1})]) == set()
	}
}

test_an_autoscaler_sets_the_number if {
	_at([_web({"replicas": 1}), _hpa({})]) == set()
	_at([_web({}), _object("keda.sh/v1alpha1", "ScaledObject", "scale", {"scaleTargetRef": {"name": "web"}})]) == set()
	_at([_web({}), object.union(_hpa({}), {"metadata": {"namespace": ""}})]) == set()
	_at([_web({}), object.union(_hpa({}), {"metadata": {"namespace": "other"}})]) == {0}
	_at([_web({}), _hpa({"scaleTargetRef": {"name": "db"}})]) == {0}
}

test_what_is_recreated_runs_alone if _at([_web({"strategy": {"type": "Recreate"}})]) == set()

test_what_elects_a_leader_may_run_alone if {
	every word in [
		"--leader-elect", "--leader-elect=true", "--enable-leader-election", "-leader-elect", "--x --leader-elect",
	] {
		_at([_web({"template": {"spec": {"containers": [{"args": [word]}]}}})]) == set()
		_at([_web({"template": {"spec": {"containers": [{"command": ["/run", word]}]}}})]) == set()
	}
	every word in ["--leader-elect=false", "leader", "--elect-leader"] {
		_at([_web({"template": {"spec": {"containers": [{"args": [5, word]}]}}})]) == {0}
	}
}

test_a_variable_may_make_it_elect_a_leader if {
	every variable in [
		{"name": "CONFIG_LEADERELECTION_NAME", "value": "config"}, {"name": "LEADER_ELECT", "value": "true"},
	] {
		_at([_web({"template": {"spec": {"containers": [{"env": [variable]}]}}})]) == set()
	}
	every variable in [
		5, {"name": "LEADER_ELECT", "value": "false"}, {"name": "LEADER_ELECTION_CONFIG"}, {"name": "LEADER", "value": "x"},
	] {
		_at([_web({"template": {"spec": {"containers": [{"env": [variable]}]}}})]) == {0}
	}
}

_claim(modes) := _object("v1", "PersistentVolumeClaim", "data", {"accessModes": modes})

_bound := _web({"template": {"spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "data"}}]}}})

test_what_mounts_a_claim_may_run_alone if {
	_at([_bound]) == set()
	_at([_bound, _claim(["ReadWriteOnce"])]) == set()
	_at([_bound, _claim(["ReadWriteMany"])]) == {0}
	_at([_bound, _claim(5)]) == set()
}

test_what_a_rollout_refers_to_is_not_judged if {
	ref := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
	rollout := _object("argoproj.io/v1alpha1", "Rollout", "web", {"replicas": 1, "workloadRef": ref})
	_at([_web({"replicas": 1}), rollout]) == {1}
}

test_the_minimum_can_be_configured if {
	every minimum, found in {3: 1, 2: 0, 1: 0, "x": 0} {
		config := {"parameters": {"work-replicas-min": {"minimum": minimum}}}
		count(rule.report) == found with input as _whole([_web({"replicas": 2})]) with data.mergegate_config as config
	}
}

test_wrong_types_are_unknown if {
	every replicas in ["${REPLICAS}", "1", [], {}, true] { _at([_web({"replicas": replicas})]) == set() }
	_at([5, null, _object("apps/v1", "Deployment", "web", null), _object("apps/v1", "Deployment", 5, {})]) == {3}
	every spec in [{"containers": 5, "volumes": 5}, {"containers": [5], "volumes": [5, {"persistentVolumeClaim": 5}]}] {
		_at([_web({"template": {"spec": spec}})]) == {0}
	}
}

test_one_object_alone_says_nothing if {
	rule.report == set() with input as _web({"replicas": 1})
	resource := {"mergegate": {"scope": "resource"}, "resources": [_web({"replicas": 1})]}
	rule.report == set() with input as resource
}

test_severity if rule.severity == {"production": "warning", "elsewhere": "off"}
