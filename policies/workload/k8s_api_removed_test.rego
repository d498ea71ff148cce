package policies.workload.k8s_api_removed_test

import data.policies.workload.k8s_api_removed as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_object(version, kind) := {"apiVersion": version, "kind": kind, "metadata": {"name": "shop"}}

test_a_removed_version_is_found if {
	_report(_object("networking.k8s.io/v1beta1", "Ingress")) == {{
		"at": 0,
		"path": ["apiVersion"],
		"message": concat(" ", [
			`Ingress "shop" uses networking.k8s.io/v1beta1, which Kubernetes does not serve from 1.22 on.`,
			"Write networking.k8s.io/v1.",
		]),
	}}
}

test_what_nothing_replaces_is_to_be_removed if {
	_report(_object("policy/v1beta1", "PodSecurityPolicy")) == {{
		"at": 0,
		"path": ["apiVersion"],
		"message": concat(" ", [
			`PodSecurityPolicy "shop" uses policy/v1beta1, which Kubernetes does not serve from 1.25 on.`,
			"Nothing replaces it: remove the object.",
		]),
	}}
}

test_removed_versions if {
	every version, kinds in {
		"apps/v1beta1": ["Deployment", "StatefulSet"],
		"apps/v1beta2": ["DaemonSet", "ReplicaSet"],
		"autoscaling/v2beta2": ["HorizontalPodAutoscaler"],
		"batch/v1beta1": ["CronJob"],
		"extensions/v1beta1": ["Deployment", "Ingress"],
		"flowcontrol.apiserver.k8s.io/v1beta3": ["FlowSchema"],
		"policy/v1beta1": ["PodDisruptionBudget"],
		"rbac.authorization.k8s.io/v1beta1": ["RoleBinding"],
		"storage.k8s.io/v1beta1": ["StorageClass"],
	} {
		every kind in kinds { count(_report(_object(version, kind))) == 1 }
	}
}

test_served_versions_pass if {
	every version, kind in {
		"apps/v1": "Deployment", "autoscaling/v1": "HorizontalPodAutoscaler", "batch/v1": "CronJob", "v1": "Pod",
		"networking.k8s.io/v1": "Ingress", "policy/v1": "PodDisruptionBudget",
	} {
		_report(_object(version, kind)) == set()
	}
}

test_custom_resources_of_the_same_kind_pass if {
	_report(_object("networking.example.com/v1beta1", "Ingress")) == set()
	_report(_object("storage.k8s.io/v1beta1", "Bucket")) == set()
}

_cron_job := _object("batch/v1beta1", "CronJob")

test_the_release_can_be_configured if {
	every version, found in {
		"1.24": 0, "1.25": 1, "v1.25.3": 1, "1.31": 1, "2.0": 1, "1.9": 0,
		"newest": 1, "1": 1, "": 1, "1.025": 1,
	} {
		count(rule.report) == found with input as _cron_job with data.mergegate_config as _config(version)
	}
	count(rule.report) == 1 with input as _cron_job with data.mergegate_config as _config(1.24)
}

_config(version) := {"parameters": {"k8s-api-removed": {"kubernetes_version": version}}}

test_a_list_is_read if {
	items := [5, _object("apps/v1", "Deployment"), _object("batch/v1beta1", "CronJob")]
	list := {"apiVersion": "v1", "kind": "List", "items": items}
	{finding.at | some finding in _report(list)} == {2}
}

test_field_absent_and_wrong_types if {
	every version in [5, null, "", [], {}, "batch"] {
		_report(_object(version, "CronJob")) == set()
		_report(_object("batch/v1beta1", version)) == set()
	}
	_report({"kind": "CronJob"}) == set()
	_report({"apiVersion": "batch/v1beta1"}) == set()
}

test_severity if rule.severity == {"production": "error", "elsewhere": "error"}
