package policies.delivery.rollout_service_missing_test

import data.policies.delivery.rollout_service_missing as rule

_object(version, kind, name, spec) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_rollout(strategy) := _object("argoproj.io/v1alpha1", "Rollout", "shop", {"strategy": strategy})

_service(name) := _object("v1", "Service", name, {})

_template(name) := _object("argoproj.io/v1alpha1", "AnalysisTemplate", name, {})

_report(resources) := findings if {
	findings := rule.report with input as {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}
}

_paths(resources) := {concat(".", [sprintf("%v", [part]) | some part in finding.path]) |
	some finding in _report(resources)
}

test_a_missing_service_is_an_error if {
	_report([_rollout({"blueGreen": {"activeService": "shop"}}), _service("shop-v2")]) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "activeService"],
		"message": concat(" ", [
			`Rollout "shop" names Service "shop", which this overlay does not render.`,
			"Add it, or name the one that is there.",
		]),
	}}
	canary := {"canaryService": "a", "stableService": "b", "pingPong": {"pingService": "c", "pongService": "d"}}
	_paths([_rollout({"canary": canary})]) == {
		"spec.strategy.canary.canaryService", "spec.strategy.canary.stableService",
		"spec.strategy.canary.pingPong.pingService", "spec.strategy.canary.pingPong.pongService",
	}
	_paths([_rollout({"blueGreen": {"previewService": "x"}})]) == {"spec.strategy.blueGreen.previewService"}
}

_canary := {"canary": {
	"analysis": {"templates": [{"templateName": "success-rate"}]},
	"steps": [
		{"analysis": {"templates": [{"templateName": "latency"}]}},
		{"experiment": {"analyses": [{"templateName": "errors"}]}},
	],
}}

test_a_missing_template_is_an_error if {
	_paths([_rollout(_canary)]) == {
		"spec.strategy.canary.analysis.templates.0.templateName",
		"spec.strategy.canary.steps.0.analysis.templates.0.templateName",
		"spec.strategy.canary.steps.1.experiment.analyses.0.templateName",
	}
	analysis := {"templates": [{"templateName": "smoke"}]}
	findings := _report([_rollout({"blueGreen": {"prePromotionAnalysis": analysis}})])
	{finding.message | some finding in findings} == {concat(" ", [
		`Rollout "shop" names AnalysisTemplate "smoke", which this overlay does not render.`,
		"Add it, or name the one that is there.",
	])}
}

test_what_is_rendered_passes if {
	_report([
		_rollout(object.union(_canary, {"canary": {"canaryService": "a", "stableService": "b"}})),
		_service("a"), _service("b"), _template("success-rate"), _template("latency"), _template("errors"),
	]) == set()
}

test_templates_of_the_cluster_come_from_elsewhere if {
	templates := {"templates": [{"templateName": "smoke", "clusterScope": true}]}
	_report([_rollout({"blueGreen": {"prePromotionAnalysis": templates}})]) == set()
}

test_names_count_in_their_namespace if {
	homeless := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop"}}
	elsewhere := object.union(_service("shop"), {"metadata": {"namespace": "other"}})
	named := _rollout({"blueGreen": {"activeService": "shop"}})
	_report([named, homeless]) == set()
	count(_report([named, elsewhere])) == 1
}

test_a_helm_release_may_render_it if {
	release := _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "shop", {})
	_report([_rollout({"blueGreen": {"activeService": "shop"}}), release]) == set()
}

test_what_is_filled_in_later_is_unknown if {
	_report([_rollout({"blueGreen": {"activeService": "${SERVICE}"}})]) == set()
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _rollout({"blueGreen": {"activeService": "shop"}})
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {"templates": [5, {"templateName": 5}]}] {
		_report([_rollout(value)]) == set()
		_report([_rollout({"canary": value, "blueGreen": value})]) == set()
		_report([_rollout({"canary": {"analysis": value, "pingPong": value, "canaryService": 5}})]) == set()
	}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
