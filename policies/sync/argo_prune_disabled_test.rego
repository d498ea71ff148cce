package policies.sync.argo_prune_disabled_test

import data.policies.sync.argo_prune_disabled as rule

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

_here := {["spec", "syncPolicy", "automated", "prune"]}

_in_template := {["spec", "template", "spec", "syncPolicy", "automated", "prune"]}

test_a_sync_that_does_not_prune_is_found if {
	_report(_application({"automated": {"prune": false, "selfHeal": true}})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "automated", "prune"],
		"message": concat(" ", [
			`Application "shop" syncs automatically but syncPolicy.automated.prune is false,`,
			"so what is removed from Git stays in the cluster. Set prune: true.",
		]),
	}}
}

test_the_default_is_not_to_prune if {
	_paths(_application({"automated": {}})) == _here
	_paths(_application({"automated": {"prune": null}})) == _here
	_paths(_application({"automated": {"enabled": true}})) == _here
	_paths(_application({"automated": {"enabled": null}})) == _here
}

test_pruning_passes if _paths(_application({"automated": {"prune": true}})) == set()

test_manual_sync_passes if {
	every policy in [
		null, {}, {"automated": null}, {"automated": {"enabled": false}},
		{"automated": {"enabled": false, "prune": false}},
	] {
		_paths(_application(policy)) == set()
	}
}

test_several_sources_change_nothing if {
	application := _application({"automated": {}})
	spec := {"sources": [{"repoURL": "https://git.example/a"}, {"repoURL": "https://git.example/b"}]}
	_paths(object.union(application, {"spec": spec})) == _here
}

test_objects_guarded_against_pruning_are_no_finding if {
	guard := {"metadata": {"annotations": {"argocd.argoproj.io/sync-options": "Prune=false"}}}
	_paths(object.union(_application({"automated": {"prune": true}}), guard)) == set()
	claim := {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "spec": {}}
	_paths(object.union(claim, guard)) == set()
}

test_the_template_of_an_applicationset_counts if _paths(_set({})) == _in_template

test_a_progressive_sync_prunes_only_if_told if {
	_paths(_set({"strategy": {"type": "RollingSync"}})) == _in_template
}

test_a_patch_may_supply_it if {
	every patch in [
		"spec:\n  syncPolicy:\n    automated:\n      prune: {{ .prune }}\n",
		"{{- if .auto }}\nspec: {syncPolicy: {automated: {\"prune\": true}}}\n{{- end }}",
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
		"spec:\n  syncPolicy:\n    automated:\n      selfHeal: true\n", "", 5, null,
	] {
		_paths(_set({"templatePatch": patch})) == _in_template
	}
}

test_the_template_of_a_generator_may_supply_it if {
	template := {"spec": {"syncPolicy": {"automated": {"prune": true}}}}
	_paths(_set({"generators": [{"list": {"elements": [], "template": template}}]})) == set()
	_paths(_set({"generators": [{"list": {"elements": [], "template": {"spec": {"project": "x"}}}}]})) == _in_template
}

test_what_is_substituted_later_is_unknown if {
	_paths(_application({"automated": {"prune": "${PRUNE}"}})) == set()
	_paths(_application({"automated": {"enabled": "${AUTO}"}})) == set()
}

test_a_value_of_a_wrong_type_does_not_prune if _paths(_application({"automated": {"prune": "true"}})) == _here

test_wrong_types_elsewhere_are_nothing if {
	every policy in ["x", 5, [], {"automated": "yes"}, {"automated": []}, {"automated": 1}] {
		_paths(_application(policy)) == set()
	}
	every spec in [null, 5, "x", [], {"template": null}, {"template": {"spec": []}}] {
		_paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "spec": spec}) == set()
	}
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
