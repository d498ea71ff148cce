package mergegate_test

import data.mergegate

_bad := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"project": "default"},
}

_config(rules) := {"run": {}, "wanted": {"resource": {"sync": rules}, "overlay": {}}}

_batch(resources) := {"mergegate": {"scope": "resource"}, "resources": resources}

test_it_reports_the_rules_that_ran_and_what_they_found if {
	config := _config(["argo_default_project", "argo_prune_disabled"])
	mergegate.deny == {
		{"msg": "ran", "ran": [["sync", "argo_default_project"], ["sync", "argo_prune_disabled"]]},
		{
			"at": 1,
			"path": ["spec", "project"],
			"msg": "argo-default-project",
			"message": concat("", [
				`Application "shop" is in the project "default", which allows everything. `,
				"Put it into an AppProject of its own.",
			]),
			"rule": "argo-default-project",
			"severity": {"production": "error", "elsewhere": "warning"},
		},
	} with input as _batch([5, _bad]) with data.mergegate_config as config
}

test_rules_that_find_nothing_ran_all_the_same if {
	mergegate.deny == {{"msg": "ran", "ran": [["sync", "argo_default_project"]]}} with input as _batch([])
		with data.mergegate_config as _config(["argo_default_project"])
}

test_a_rule_that_does_not_exist_did_not_run if {
	mergegate.deny == {{"msg": "ran", "ran": []}} with input as _batch([_bad])
		with data.mergegate_config as _config(["no_such_rule", "nonsense"])
}

test_a_scope_without_a_list_runs_nothing if {
	overlay := {"mergegate": {"scope": "repository"}, "resources": [_bad]}
	mergegate.deny == {{"msg": "ran", "ran": []}} with input as overlay
		with data.mergegate_config as _config(["argo_default_project"])
}

test_a_finding_may_be_of_another_severity_than_its_rule if {
	kustomization := {
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
		"kind": "Kustomization",
		"metadata": {"name": "apps"},
		"spec": {"prune": false},
	}
	entries := mergegate.deny with input as _batch([kustomization])
		with data.mergegate_config as _config(["flux_prune_disabled"])
	{entry.severity | some entry in entries} == {{"production": "warning", "elsewhere": "note"}}
}

test_without_a_list_every_rule_that_is_on_runs if {
	wanted := mergegate.wanted with input as _bad
	"argo_default_project" in wanted.sync
	"res_besteffort" in wanted.resources
	levels := {data.policies[family][rule].severity.production |
		some family, rules in wanted
		some rule in rules
	}
	count(levels - {"error", "warning", "note"}) == 0
}

test_every_rule_has_an_answer_to_an_empty_object if {
	answers := mergegate.reports with input as {}
	object.keys(answers) == {[family, rule] | some family, rules in mergegate.wanted; some rule in rules}
	every answer in answers {
		answer == set()
	}
}

test_a_finding_of_a_rule_without_a_severity_is_told if {
	entries := mergegate.deny with input as _batch([_bad])
		with data.mergegate_config as _config(["argo_default_project"])
		with data.policies.sync.argo_default_project as {"report": {{"at": 0, "path": []}}}
	{entry.severity | some entry in entries; entry.rule} == {null}
}
