package policies.lib.params_test

import data.policies.lib.params

_bare := {"kind": "ConfigMap"}

test_a_parameter_is_the_default_without_configuration if {
	params.get("a-rule", "name", 5) == 5
	params.get("a-rule", "name", 5) == 5 with data.mergegate_config as {}
	params.get("a-rule", "name", 5) == 5 with data.mergegate_config as {"parameters": {"a-rule": {"other": 6}}}
}

test_a_parameter_is_what_is_configured if {
	config := {"parameters": {"a-rule": {"name": 6}}}
	params.get("a-rule", "name", 5) == 6 with data.mergegate_config as config
	params.get("b-rule", "name", 5) == 5 with data.mergegate_config as config
}

test_every_rule_runs_without_a_list if {
	params.runs("resources.res_besteffort") with input as _bare
	params.runs("resources.res_besteffort") with input as _bare with data.mergegate_config as {"parameters": {}}
}

test_rules_run_that_are_listed_for_the_scope if {
	config := {"run": {"resource": ["a.b"], "overlay": ["c.d"]}}
	params.runs("a.b") with input as _bare with data.mergegate_config as config
	not params.runs("c.d") with input as _bare with data.mergegate_config as config
	overlay := {"mergegate": {"scope": "overlay"}, "resources": []}
	params.runs("c.d") with input as overlay with data.mergegate_config as config
	not params.runs("a.b") with input as overlay with data.mergegate_config as config
	not params.runs("a.b") with input as _bare with data.mergegate_config as {"run": {}}
}

test_rules_of_another_scope_are_known_by_the_list if {
	config := {"run": {"resource": ["a.b"], "overlay": ["c.d"]}}
	params.runs_in("overlay", "c.d") with input as _bare with data.mergegate_config as config
	not params.runs_in("overlay", "a.b") with input as _bare with data.mergegate_config as config
	not params.runs_in("repository", "a.b") with input as _bare with data.mergegate_config as config
}

test_without_a_list_rules_of_other_scopes_are_shown_nothing if {
	params.runs_in("resource", "a.b") with input as _bare
	not params.runs_in("overlay", "a.b") with input as _bare
	overlay := {"mergegate": {"scope": "overlay"}, "resources": []}
	params.runs_in("resource", "a.b") with input as overlay
	params.runs_in("overlay", "a.b") with input as overlay
	not params.runs_in("repository", "a.b") with input as overlay
}

test_a_rule_that_is_not_heard_does_not_run if {
	config := {"run": {"resource": ["a.b", "c.d"]}, "heard": {"resource": ["c.d"]}}
	not params.runs("a.b") with input as _bare with data.mergegate_config as config
	params.runs("c.d") with input as _bare with data.mergegate_config as config
	not params.runs_in("resource", "a.b") with input as _bare with data.mergegate_config as config
}
