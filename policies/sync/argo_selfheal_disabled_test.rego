package policies.sync.argo_selfheal_disabled_test

import data.policies.sync.argo_selfheal_disabled as rule

_application(policy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"source": {"repoURL": "https://git.example/acme/shop"}, "syncPolicy": policy},
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": {"syncPolicy": {"automated": {}}}}}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_here := {["spec", "syncPolicy", "automated", "selfHeal"]}

_in_template := {["spec", "template", "spec", "syncPolicy", "automated", "selfHeal"]}

test_a_sync_that_does_not_heal_is_found if {
	_report(_application({"automated": {"prune": true, "selfHeal": false}})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "automated", "selfHeal"],
		"message": concat(" ", [
			`Application "shop" syncs automatically but syncPolicy.automated.selfHeal is false,`,
			"so changes made in the cluster stay. Set selfHeal: true.",
		]),
	}}
}

test_the_default_is_not_to_heal if {
	_paths(_application({"automated": {}})) == _here
	_paths(_application({"automated": {"selfHeal": null}})) == _here
	_paths(_application({"automated": {"enabled": true}})) == _here
}

test_healing_passes if _paths(_application({"automated": {"selfHeal": true}})) == set()

test_manual_sync_passes if {
	every policy in [
		null, {}, {"automated": null}, {"automated": {"enabled": false}},
		{"automated": {"enabled": false, "selfHeal": false}},
	] {
		_paths(_application(policy)) == set()
	}
}

test_several_sources_change_nothing if {
	application := _application({"automated": {}})
	spec := {"sources": [{"repoURL": "https://git.example/a"}, {"repoURL": "https://git.example/b"}]}
	_paths(object.union(application, {"spec": spec})) == _here
}

test_the_template_of_an_applicationset_counts if _paths(_set({})) == _in_template

test_a_progressive_sync_has_nothing_to_heal_with if {
	_paths(_set({"strategy": {"type": "RollingSync"}})) == set()
	_paths(_set({"strategy": {"type": "AllAtOnce"}})) == _in_template
}

test_a_patch_may_supply_it if {
	every patch in [
		"spec:\n  syncPolicy:\n    automated:\n      selfHeal: {{ .selfHeal }}\n",
		"{{- if .auto }}\nspec: {syncPolicy: {automated: {\"selfHeal\": true}}}\n{{- end }}",
		"spec:\n  syncPolicy:\n    automated:\n      enabled: {{ .auto }}\n",
		"spec:\n  syncPolicy:\n    automated: null\n",
		"spec:\n  syncPolicy: {{ .policy | toJson }}\n",
		"spec:\n  {{ .spec }}\n",
	] {
		_paths(_set({"templatePatch": patch})) == set()
	}
}

test_a_patch_of_other_fields_supplies_nothing if {
	every patch in [
		"spec:\n  source:\n    helm:\n      valueFiles:\n      - {{ .env }}.yaml\n",
		"spec:\n  syncPolicy:\n    automated:\n      prune: true\n", "", 5, null,
	] {
		_paths(_set({"templatePatch": patch})) == _in_template
	}
}

test_the_template_of_a_generator_may_supply_it if {
	template := {"spec": {"syncPolicy": {"automated": {"selfHeal": true}}}}
	_paths(_set({"generators": [{"list": {"elements": [], "template": template}}]})) == set()
	_paths(_set({"generators": [{"list": {"elements": [], "template": {"spec": {"project": "x"}}}}]})) == _in_template
}

test_what_is_substituted_later_is_unknown if {
	_paths(_application({"automated": {"selfHeal": "${HEAL}"}})) == set()
	_paths(_application({"automated": {"enabled": "${AUTO}"}})) == set()
}

test_a_value_of_a_wrong_type_does_not_heal if _paths(_application({"automated": {"selfHeal": "true"}})) == _here

test_wrong_types_elsewhere_are_nothing if {
	every policy in ["x", 5, [], {"automated": "yes"}, {"automated": []}, {"automated": 1}] {
		_paths(_application(policy)) == set()
	}
	every spec in [null, 5, "x", [], {"template": null}, {"template": {"spec": []}}] {
		_paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "spec": spec}) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
