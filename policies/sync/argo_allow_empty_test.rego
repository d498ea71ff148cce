package policies.sync.argo_allow_empty_test

import data.policies.sync.argo_allow_empty as rule

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
	"spec": object.union({"template": {"spec": {"syncPolicy": {"automated": _risky}}}}, spec),
}

_risky := {"prune": true, "allowEmpty": true}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_levels(manifest) := {finding.severity.production | some finding in _report(manifest)}

test_a_sync_that_may_delete_everything_is_found if {
	_report(_application({"automated": _risky})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "automated", "allowEmpty"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`Application "shop" has syncPolicy.automated.allowEmpty true,`,
			"so a sync that finds no manifests deletes every object. Remove it.",
		]),
	}}
}

test_without_prune_it_is_a_note if {
	_levels(_application({"automated": {"allowEmpty": true}})) == {"note"}
	_levels(_application({"automated": {"allowEmpty": true, "prune": false}})) == {"note"}
	_levels(_application({"automated": {"allowEmpty": true, "prune": "${PRUNE}"}})) == {"error"}
}

test_the_guard_is_on_by_default if {
	every policy in [
		{}, null, {"automated": {}}, {"automated": {"prune": true}}, {"automated": {"prune": true, "allowEmpty": false}},
		{"automated": {"allowEmpty": null}}, {"automated": {"allowEmpty": "${EMPTY}"}},
	] {
		_report(_application(policy)) == set()
	}
}

test_a_manual_sync_is_none_of_this if {
	_report(_application({"automated": object.union(_risky, {"enabled": false})})) == set()
	_report(_application({"automated": null})) == set()
}

test_templates_count if {
	_paths(_set({})) == {["spec", "template", "spec", "syncPolicy", "automated", "allowEmpty"]}
}

test_previews_of_pull_requests_may_be_empty if {
	_report(_set({"generators": [{"pullRequest": {}}]})) == set()
	_report(_set({"generators": [{"matrix": {"generators": [{"list": {}}, {"pullRequest": {}}]}}]})) == set()
	count(_report(_set({"generators": [{"list": {"elements": []}}]}))) == 1
}

test_a_progressive_sync_is_no_automated_one if {
	_report(_set({"strategy": {"type": "RollingSync"}})) == set()
}

test_a_patch_may_take_it_back if {
	_report(_set({"templatePatch": "spec: {syncPolicy: {automated: {allowEmpty: false}}}"})) == set()
	_report(_set({"templatePatch": "spec: {syncPolicy: {automated: {enabled: false}}}"})) == set()
}

test_wrong_types_are_nothing if {
	every policy in ["x", 5, [], {"automated": "yes"}, {"automated": []}, {"automated": {"allowEmpty": "true"}}] {
		_report(_application(policy)) == set()
	}
}

test_is_worse_in_production if rule.severity == {"production": "error", "elsewhere": "warning"}
