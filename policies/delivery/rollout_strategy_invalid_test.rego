package policies.delivery.rollout_strategy_invalid_test

import data.policies.delivery.rollout_strategy_invalid as rule

_rollout(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _rollout(spec)

_paths(strategy) := {finding.path | some finding in _report({"strategy": strategy})}

test_no_strategy_is_an_error if {
	_report({"replicas": 5}) == {{
		"at": 0,
		"path": ["spec", "strategy"],
		"message": concat(" ", [
			`Rollout "shop" has neither spec.strategy.canary nor spec.strategy.blueGreen.`,
			"Add one of them.",
		]),
	}}
	every strategy in [null, {}, {"canary": null}, {"rollingUpdate": {}}] {
		_paths(strategy) == {["spec", "strategy"]}
	}
}

test_two_strategies_are_an_error if {
	_report({"strategy": {"canary": {}, "blueGreen": {"activeService": "shop"}}}) == {{
		"at": 0,
		"path": ["spec", "strategy"],
		"message": `Rollout "shop" has both spec.strategy.canary and spec.strategy.blueGreen. Keep one of them.`,
	}}
}

test_weights_have_bounds if {
	_report({"strategy": {"canary": {"steps": [{"setWeight": 20}, {"setWeight": 120}]}}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "steps", 1, "setWeight"],
		"message": `Rollout "shop" sets weight 120, which is not between 0 and 100. Write one that is.`,
	}}
	_paths({"canary": {"steps": [{"setWeight": -1}]}}) == {["spec", "strategy", "canary", "steps", 0, "setWeight"]}
	_paths({"canary": {"steps": [{"setWeight": 0}, {"setWeight": 100}]}}) == set()
	thousand := {"maxTrafficWeight": 1000, "plugins": {"x": {}}}
	_paths({"canary": {"trafficRouting": thousand, "steps": [{"setWeight": 500}]}}) == set()
	_paths({"canary": {"trafficRouting": thousand, "steps": [{"setWeight": 1001}]}}) == {
		["spec", "strategy", "canary", "steps", 0, "setWeight"],
	}
}

test_services_differ if {
	_report({"strategy": {"blueGreen": {"activeService": "shop", "previewService": "shop"}}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "blueGreen", "previewService"],
		"message": concat(" ", [
			`Rollout "shop" has Service "shop" as active and preview: both versions get all traffic.`,
			"Give the preview a Service of its own.",
		]),
	}}
	_paths({"canary": {"canaryService": "shop", "stableService": "shop"}}) == {
		["spec", "strategy", "canary", "canaryService"],
	}
	_paths({"blueGreen": {"activeService": "shop", "previewService": "shop-preview"}}) == set()
	_paths({"blueGreen": {"activeService": "shop"}}) == set()
	_paths({"canary": {"canaryService": "", "stableService": ""}}) == set()
	_paths({"canary": {"canaryService": "${NAME}", "stableService": "${NAME}"}}) == set()
}

test_routing_needs_both_services if {
	half := {"stableService": "shop", "trafficRouting": {"nginx": {"stableIngress": "shop"}}}
	_report({"strategy": {"canary": half}}) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary", "canaryService"],
		"message": concat(" ", [
			`Rollout "shop" routes traffic by nginx without canaryService.`,
			"Name a Service for the canary and one for the stable version.",
		]),
	}}
	every provider in ["alb", "ambassador", "apisix", "appMesh", "istio", "smi", "traefik"] {
		_paths({"canary": {"trafficRouting": {provider: {}}}}) == {["spec", "strategy", "canary", "canaryService"]}
	}
	both := {"canaryService": "a", "stableService": "b", "trafficRouting": {"nginx": {}}}
	_paths({"canary": both}) == set()
}

test_some_routers_find_the_pods_themselves if {
	every canary in [
		{"pingPong": {"pingService": "a", "pongService": "b"}, "trafficRouting": {"alb": {}}},
		{"pingPong": {"pingService": "a", "pongService": "b"}, "trafficRouting": {"istio": {}}},
		{"trafficRouting": {"istio": {"destinationRule": {"name": "shop"}}}},
		{"trafficRouting": {"plugins": {"x": {}}}}, {"trafficRouting": {}}, {"trafficRouting": {"managedRoutes": []}},
	] {
		_paths({"canary": canary}) == set()
	}
}

test_a_reference_to_a_workload_needs_a_strategy_only if {
	reference := {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}}
	_report(object.union(reference, {"strategy": {"canary": {}}})) == set()
	count(_report(reference)) == 1
}

test_what_is_unknown_or_of_a_wrong_type_is_nothing if {
	_paths("${STRATEGY}") == set()
	every value in [null, 5, "x", []] {
		_report(value) == set()
		_paths({"canary": {"steps": value, "trafficRouting": value, "canaryService": value}}) == set()
		_paths({"canary": {"steps": [value, {"setWeight": value}]}}) == set()
	}
	_paths({"canary": {"steps": [{"setWeight": "20"}]}}) == set()
	other := object.union(_rollout({}), {"apiVersion": "apps/v1"})
	findings := rule.report with input as other
	findings == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
