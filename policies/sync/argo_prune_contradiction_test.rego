package policies.sync.argo_prune_contradiction_test

import data.policies.sync.argo_prune_contradiction as rule

_application(automated, options) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": {"automated": automated, "syncOptions": options}},
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": _application({"prune": true}, ["Prune=false"]).spec}}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

test_options_that_prevent_pruning_are_found if {
	_report(_application({"prune": true}, ["CreateNamespace=true", "Prune=false"])) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions", 1],
		"message": concat(" ", [
			`Application "shop" prunes automatically, but its sync option Prune=false`,
			"keeps every object from being pruned. Remove the option.",
		]),
	}}
	_paths(_application({"prune": true}, ["PrunePropagationPolicy=orphan"])) == {["spec", "syncPolicy", "syncOptions", 0]}
}

test_a_gate_is_no_contradiction if {
	every option in ["Prune=confirm", "Prune=true", "PruneLast=true", " Prune=false"] {
		_paths(_application({"prune": true}, [option])) == set()
	}
}

test_what_does_not_prune_contradicts_nothing if {
	every automated in [null, {}, {"prune": false}, {"prune": "${PRUNE}"}, {"prune": true, "enabled": false}] {
		_paths(_application(automated, ["Prune=false"])) == set()
	}
}

test_templates_count if {
	_paths(_set({})) == {["spec", "template", "spec", "syncPolicy", "syncOptions", 0]}
	_paths(_set({"templatePatch": "spec: {syncPolicy: {automated: {prune: false}}}"})) == set()
	_paths(_set({"templatePatch": "spec: {syncPolicy: {syncOptions: []}}"})) == set()
}

test_wrong_types_are_nothing if {
	every options in [null, 5, "Prune=false", {}, [5, null, []]] {
		_paths(_application({"prune": true}, options)) == set()
	}
	every automated in ["x", 5, [], {"prune": "true"}] {
		_paths(_application(automated, ["Prune=false"])) == set()
	}
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
