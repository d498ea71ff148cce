package policies.workload.work_duplicate_env_test

import data.policies.workload.work_duplicate_env as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(env) := _deployment({"containers": [{"name": "app", "env": env}]})

_at(index) := ["spec", "template", "spec", "containers", 0, "env", index]

test_the_second_entry_is_found if {
	_report(_one([{"name": "A", "value": "1"}, {"name": "B"}, {"name": "A", "value": "2"}])) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "env", 2],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets "A" in env[0] and again in env[2], and the last one counts.`,
			"Keep one of them.",
		]),
	}}
}

test_each_further_entry_is_found if {
	_paths(_one([{"name": "A"}, {"name": "A"}, {"name": "B"}, {"name": "A"}, {"name": "B"}])) == {_at(1), _at(3), _at(4)}
}

test_an_entry_that_adds_to_the_former_passes if {
	_paths(_one([{"name": "OPTS", "value": "-a"}, {"name": "OPTS", "value": "$(OPTS) -b"}])) == set()
	_paths(_one([{"name": "OPTS", "value": "-a"}, {"name": "OPTS", "value": "$(OTHER) -b"}])) == {_at(1)}
}

test_containers_do_not_share_variables if {
	env := [{"name": "A"}]
	_paths(_deployment({"containers": [{"env": env}, {"env": env}], "initContainers": [{"env": env}]})) == set()
	twice := [{"name": "A"}, {"name": "A"}]
	_paths(_deployment({"initContainers": [{"env": twice}]})) == {[
		"spec", "template", "spec", "initContainers", 0, "env", 1,
	]}
}

test_absent_and_wrong_types_are_nothing if {
	every env in [
		null, 5, "x", {}, [], [5, 5, null, "A", "A"], [{"name": 5}, {"name": 5}, {"name": ""}, {"name": ""}, {}, {}],
	] {
		_paths(_one(env)) == set()
	}
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
