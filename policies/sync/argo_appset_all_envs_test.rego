package policies.sync.argo_appset_all_envs_test

import data.policies.sync.argo_appset_all_envs as rule

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_list := {"list": {"elements": [{"cluster": "dev", "url": "https://a.example"}, {"cluster": "prod"}]}}

_spec(changes) := object.union(
	{
		"generators": [_list],
		"template": {"spec": {
			"source": {"repoURL": "https://git.example/acme/shop", "path": "apps/shop", "targetRevision": "main"},
			"syncPolicy": {"automated": {}},
		}},
	},
	changes,
)

_levels(changes) := {finding.severity.production | some finding in _report(_set(_spec(changes)))}

test_every_environment_at_once_is_found if {
	_report(_set(_spec({}))) == {{
		"at": 0,
		"path": ["spec", "generators"],
		"severity": {"production": "warning", "elsewhere": "off"},
		"message": concat(" ", [
			`ApplicationSet "shops" syncs production and other environments at once, from the same revision.`,
			"Use strategy RollingSync.",
		]),
	}}
}

test_generators_that_name_environments if {
	select := {"clusters": {"selector": {"matchExpressions": [{"operator": "In", "values": ["staging", "production"]}]}}}
	_levels({"generators": [select]}) == {"warning"}
	_levels({"generators": [{"matrix": {"generators": [{"git": {}}, _list]}}]}) == {"warning"}
	without := {"clusters": {"selector": {"matchExpressions": [{"operator": "NotIn", "values": ["dev", "prod"]}]}}}
	every generators in [[without], [{"git": {}}], [{"list": {"elements": [{"cluster": "prod"}]}}], [], null, 5] {
		_levels({"generators": generators}) == set()
	}
}

test_directories_for_each_environment_are_a_note if {
	_levels({"template": {"spec": {"source": {"path": "apps/shop/{{cluster}}"}}}}) == {"note"}
}

test_what_comes_one_after_another_passes if {
	_levels({"strategy": {"type": "RollingSync"}}) == set()
	_levels({"template": {"spec": {"source": {"targetRevision": "{{revision}}"}}}}) == set()
	_levels({"template": {"spec": {"syncPolicy": {"automated": {"enabled": false}}}}}) == set()
	every patch in [
		"spec: {source: {targetRevision: main}}", "spec: {syncPolicy: {automated: {enabled: true}}}",
		"spec: {syncPolicy: {automated: null}}",
	] {
		_levels({"templatePatch": patch}) == set()
	}
}

test_wrong_types_are_nothing if {
	every elements in [null, 5, "prod", [5, "prod", {"a": 5}]] {
		_levels({"generators": [{"list": {"elements": elements}}]}) == set()
	}
	_levels({"template": {"spec": {"source": 5}}}) == set()
	_report(_application(_spec({}).template.spec)) == set()
	expressions := [5, {"operator": "In", "values": "x"}]
	_levels({"generators": [{"clusters": {"selector": {"matchExpressions": expressions}}}]}) == set()
}

test_is_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
