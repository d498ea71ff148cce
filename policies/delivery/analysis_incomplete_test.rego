package policies.delivery.analysis_incomplete_test

import data.policies.delivery.analysis_incomplete as rule

_object(kind, name, spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_template(spec) := _object("AnalysisTemplate", "success-rate", spec)

_metric(fields) := {"metrics": [object.union({"name": "rate", "provider": {"prometheus": {}}}, fields)]}

_decided(fields) := _metric(object.union({"successCondition": "result[0] >= 0.95"}, fields))

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(resources) := findings if findings := rule.report with input as _overlay(resources)

_paths(resources) := {finding.path | some finding in _report(resources)}

test_a_metric_without_a_condition_is_an_error if {
	_report([_template(_metric({}))]) == {{
		"at": 0,
		"path": ["spec", "metrics", 0, "successCondition"],
		"message": concat(" ", [
			`Metric "rate" of AnalysisTemplate "success-rate" succeeds whatever it measures:`,
			"it has neither successCondition nor failureCondition. Set one.",
		]),
	}}
	every fields in [{"successCondition": ""}, {"failureCondition": null}, {"provider": null}, {"name": 5}] {
		_paths([_template(_metric(fields))]) == {["spec", "metrics", 0, "successCondition"]}
	}
	_paths([_object("ClusterAnalysisTemplate", "x", _metric({}))]) == {["spec", "metrics", 0, "successCondition"]}
}

test_conditions_and_providers_that_judge_pass if {
	every fields in [{"successCondition": "result < 1"}, {"failureCondition": "result > 1"}] {
		_report([_template(_metric(fields))]) == set()
	}
	every provider in [{"job": {}}, {"kayenta": {}}, {"plugin": {}}, "${PROVIDER}"] {
		_report([_template({"metrics": [{"name": "x", "provider": provider}]})]) == set()
	}
}

_step(analysis) := _object("Rollout", "shop", {"strategy": {"canary": {"steps": [{"analysis": analysis}]}}})

_background(analysis) := _object("Rollout", "shop", {"strategy": {"canary": {"analysis": analysis}}})

_named := {"templates": [{"templateName": "success-rate"}]}

_endless := _template(_decided({"interval": "1m"}))

test_a_metric_without_an_end_that_a_step_waits_for_is_an_error if {
	_report([_step(_named), _endless]) == {{
		"at": 1,
		"path": ["spec", "metrics", 0, "count"],
		"message": concat(" ", [
			`Metric "rate" of AnalysisTemplate "success-rate" never ends, though a Rollout waits for it:`,
			"it has an interval and no count. Set a count.",
		]),
	}}
	promoted := _object("Rollout", "shop", {"strategy": {"blueGreen": {"prePromotionAnalysis": _named}}})
	_paths([promoted, _endless]) == {["spec", "metrics", 0, "count"]}
	_paths([_step(_named), _template(_decided({"interval": "1m", "count": 0}))]) == {["spec", "metrics", 0, "count"]}
}

test_an_end_and_the_background_pass if {
	_report([_background(_named), _endless]) == set()
	_report([_endless]) == set()
	every fields in [{}, {"interval": "1m", "count": 5}, {"interval": "1m", "count": "{{args.count}}"}, {"count": 1}] {
		_report([_step(_named), _template(_decided(fields))]) == set()
	}
}

test_templates_of_the_cluster_count_in_any_namespace if {
	cluster := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ClusterAnalysisTemplate",
		"metadata": {"name": "success-rate"},
		"spec": _decided({"interval": "1m"}),
	}
	step := _step({"templates": [{"templateName": "success-rate", "clusterScope": true}]})
	_paths([step, cluster]) == {["spec", "metrics", 0, "count"]}
	_paths([step, object.union(cluster, {"metadata": {"namespace": "x"}})]) == {["spec", "metrics", 0, "count"]}
	_report([_step(_named), cluster]) == set()
}

test_a_literal_secret_is_an_error if {
	findings := _report([_template({"args": [{"name": "api-token", "value": "k3y-of-the-shop"}]})])
	findings == {{
		"at": 0,
		"path": ["spec", "args", 0, "value"],
		"message": concat(" ", [
			`AnalysisTemplate "success-rate" holds the secret argument "api-token" as a literal.`,
			"Take it from a Secret.",
		]),
	}}
	every arg in [
		{"name": "api-token"}, {"name": "api-token", "value": ""}, {"name": "api-token", "value": "${TOKEN}"},
		{"name": "api-token", "value": "changeme"}, {"name": "service", "value": "shop-of-the-north"},
		{"name": "api-token", "valueFrom": {"secretKeyRef": {"name": "x", "key": "y"}}},
	] {
		_report([_template({"args": [arg]})]) == set()
	}
}

_wanting := _template(object.union(_decided({}), {"args": [{"name": "service"}, {"name": "port", "value": "80"}]}))

test_an_argument_that_nobody_passes_is_an_error if {
	_report([_background(_named), _wanting]) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "analysis", "args"],
		"message": concat(" ", [
			`Rollout "shop" runs an analysis without its argument service.`,
			"Pass it in spec.strategy.canary.analysis.args.",
		]),
	}}
	other := object.union(_named, {"args": [{"name": "port", "value": "81"}]})
	_paths([_step(other), _wanting]) == {["spec", "strategy", "canary", "steps", 0, "analysis", "args"]}
}

test_arguments_that_are_passed_pass if {
	every arg in [{"name": "service", "value": "shop"}, {"name": "service", "valueFrom": {"fieldRef": {}}}] {
		_report([_step(object.union(_named, {"args": [arg]})), _wanting]) == set()
	}
}

test_templates_share_their_arguments if {
	both := {"templates": [{"templateName": "success-rate"}, {"templateName": "latency"}]}
	latency := _object("AnalysisTemplate", "latency", {"args": [{"name": "service", "value": "shop"}]})
	_report([_step(both), _wanting, latency]) == set()
	_report([_step(both), _wanting]) == set()
	nested := object.union(_wanting, {"spec": {"templates": [{"templateName": "latency"}]}})
	_report([_step(_named), nested]) == set()
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _template(_metric({}))
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], [5, null]] {
		_report([_template(value), _step(value), _step({"templates": value, "args": value})]) == set()
		_report([_template({"metrics": value, "args": value}), _step(_named)]) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
