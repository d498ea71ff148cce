package policies.sync.argo_hpa_replicas_fight_test

import data.policies.sync.argo_hpa_replicas_fight as rule

_web(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}

_scaler := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}

_keda := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"name": "web"}},
}

_deployer(ignored) := {"kind": "Application", "name": "shop", "self_heal": true, "ignored": ignored}

_report(deployers, resources) := found if {
	found := rule.report with input as {
		"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "deployers": deployers}},
		"resources": resources,
	}
}

_count(ignored) := count(_report([_deployer(ignored)], [_web({"replicas": 3}), _scaler]))

test_replicas_that_are_restored_are_found if {
	_report([_deployer([])], [_web({"replicas": 3}), _scaler]) == {{
		"at": 0,
		"path": ["spec", "replicas"],
		"message": concat(" ", [
			`Deployment "web" sets spec.replicas to 3, which Application "shop" restores whenever`,
			`HorizontalPodAutoscaler "web" changes it. Leave spec.replicas out.`,
		]),
	}}
	count(_report([_deployer([])], [_web({"replicas": 3}), _keda])) == 1
	count(_report([_deployer([])], [_web({"replicas": 0}), _keda])) == 1
}

test_replicas_that_nobody_restores_pass if {
	_report([], [_web({"replicas": 3}), _scaler]) == set()
	_report([object.union(_deployer([]), {"self_heal": false})], [_web({"replicas": 3}), _scaler]) == set()
	_report([_deployer([])], [_web({"replicas": 3})]) == set()
	rule.report == set() with input as _web({"replicas": 3})
}

test_what_is_no_pattern_may_fit if {
	every group in ["[apps", "apps\\", "{apps", "a[!b]"] {
		_count([_entry({"group": group, "jsonPointers": ["/spec/replicas"]})]) == 0
	}
	_count([_entry({"group": "[apps", "kind": "Service", "jsonPointers": ["/spec/replicas"]})]) == 1
}

test_fields_absent_unknown_and_zero_pass if {
	every spec in [{}, {"replicas": null}, {"replicas": "${REPLICAS}"}, {"replicas": 0}, 5] {
		_report([_deployer([])], [_web(spec), _scaler]) == set()
	}
}

test_a_deployment_that_a_rollout_refers_to_is_its_business if {
	ref := {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": ref,
	}
	_report([_deployer([])], [_web({"replicas": 3}), _scaler, rollout]) == set()
}

_entry(fields) := object.union(
	{
		"group": "apps", "kind": "Deployment", "name": "", "namespace": "", "jsonPointers": [], "jqPathExpressions": [],
		"managedFieldsManagers": [],
	},
	fields,
)

test_what_is_ignored_passes if {
	every fields in [
		{"jsonPointers": ["/spec/replicas"]}, {"jsonPointers": ["*"]}, {"jqPathExpressions": [".spec.replicas"]},
		{"jqPathExpressions": [".spec"]}, {"managedFieldsManagers": ["kube-controller-manager"]},
		{"jsonPointers": ["/spec"], "group": "*", "kind": "*", "name": "web", "namespace": "shop"},
	] {
		_count([_entry(fields)]) == 0
	}
}

test_what_is_ignored_elsewhere_does_not_count if {
	every fields in [
		{}, {"jsonPointers": ["/spec/template"]}, {"jqPathExpressions": [".spec.template"]},
		{"jsonPointers": ["/spec/replicas"], "kind": "StatefulSet"},
		{"jsonPointers": ["/spec/replicas"], "group": "argoproj.io"},
		{"jsonPointers": ["/spec/replicas"], "name": "other"},
		{"jsonPointers": ["/spec/replicas"], "namespace": "other"},
	] {
		_count([_entry(fields)]) == 1
	}
}

test_an_unknown_namespace_may_be_the_ignored_one if {
	entry := _entry({"jsonPointers": ["/spec/replicas"], "namespace": "other"})
	nowhere := [json.remove(one, ["metadata/namespace"]) | some one in [_web({"replicas": 3}), _scaler]]
	_report([_deployer([entry])], nowhere) == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}

test_it_says_more_than_the_conflict if rule.supersedes == ["hpa-replicas-conflict"]
