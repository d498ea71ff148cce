package policies.sync.argo_prune_last_missing_test

import data.policies.sync.argo_prune_last_missing as rule

_application(policy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": policy},
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": {"syncPolicy": {"automated": {"prune": true}}}}}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

test_pruning_that_does_not_come_last_is_found if {
	_report(_application({"automated": {"prune": true}, "syncOptions": ["CreateNamespace=true"]})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions"],
		"message": concat(" ", [
			`Application "shop" prunes before its other changes are healthy:`,
			"no sync option says PruneLast=true. Add it.",
		]),
	}}
	count(_report(_application({"automated": {"prune": true}, "syncOptions": ["PruneLast=false"]}))) == 1
	count(_report(_application({"automated": {"prune": true}}))) == 1
}

test_pruning_last_passes if {
	_report(_application({"automated": {"prune": true}, "syncOptions": ["PruneLast=true"]})) == set()
}

test_what_does_not_prune_passes if {
	every policy in [
		null, {}, {"automated": {}}, {"automated": {"prune": false}}, {"automated": {"prune": true, "enabled": false}},
		{"automated": null}, {"automated": {"prune": "${PRUNE}"}},
	] {
		_report(_application(policy)) == set()
	}
}

test_unknown_options_pass if {
	every options in ["${OPTIONS}", ["${OPTION}"], ["PruneLast=${LAST}"]] {
		_report(_application({"automated": {"prune": true}, "syncOptions": options})) == set()
	}
}

test_templates_count if {
	{finding.path | some finding in _report(_set({}))} == {["spec", "template", "spec", "syncPolicy", "syncOptions"]}
	_report(_set({"templatePatch": "spec: {syncPolicy: {syncOptions: [PruneLast=true]}}"})) == set()
}

test_wrong_types if {
	every options in [5, "PruneLast=true", {}, [5, null]] {
		count(_report(_application({"automated": {"prune": true}, "syncOptions": options}))) == 1
	}
	every policy in ["x", 5, [], {"automated": 5}, {"automated": {"prune": "true"}}] {
		_report(_application(policy)) == set()
	}
}

test_is_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
