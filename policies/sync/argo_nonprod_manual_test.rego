package policies.sync.argo_nonprod_manual_test

import data.policies.sync.argo_nonprod_manual as rule

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

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_levels(spec) := {finding.severity | some finding in _report(_application(spec))}

_note := {"production": "note", "elsewhere": "note"}

test_a_destination_tells_the_environment if {
	_report(_application({"destination": {"name": "dev-eu-1"}})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy"],
		"severity": _note,
		"message": `Application "shop" syncs by hand alone, outside production. Add syncPolicy.automated.`,
	}}
	_levels({"destination": {"namespace": "shop-staging"}, "source": {"path": "overlays/production"}}) == {_note}
	_levels({"destination": {"server": "https://prod.example"}, "source": {"path": "overlays/dev"}}) == set()
	_levels({"destination": {"name": "prod", "namespace": "shop-dev"}}) == set()
}

test_then_the_path if {
	_levels({"destination": {"name": "in-cluster"}, "source": {"path": "overlays/dev"}}) == {_note}
	_levels({"sources": [{"path": "a"}, {"path": "overlays/production"}]}) == set()
}

test_then_the_overlay if {
	_levels({}) == {{"production": "off", "elsewhere": "note"}}
	_levels({"destination": {"name": "{{cluster}}"}}) == {rule.severity}
	_levels({"syncPolicy": {"automated": null}}) == {rule.severity}
	_levels({"syncPolicy": {"automated": {"enabled": false}}}) == {rule.severity}
	_levels({"destination": 5, "source": "x", "syncPolicy": []}) == {rule.severity}
}

test_automated_syncs_pass if {
	every policy in [{"automated": {}}, {"automated": {"enabled": "${AUTO}"}}, "${POLICY}"] {
		_levels({"destination": {"name": "dev"}, "syncPolicy": policy}) == set()
	}
}

test_playgrounds_pass if {
	_levels({"destination": {"name": "dev", "namespace": "sandbox-joe"}}) == set()
	_levels({"destination": {"name": "dev"}, "source": {"path": "apps/demo"}}) == set()
}

test_templates_count if {
	template := {"template": {"spec": {"destination": {"name": "dev"}}}}
	_paths(_set(template)) == {["spec", "template", "spec", "syncPolicy"]}
	_report(_set(object.union(template, {"strategy": {"type": "RollingSync"}}))) == set()
	_report(_set(object.union(template, {"templatePatch": "spec: {syncPolicy: {automated: {}}}"}))) == set()
	_report(_set(object.union(template, {"templatePatch": "spec: {syncPolicy: {automated: null}}"}))) == set()
}

test_is_off_in_production if rule.severity == {"production": "off", "elsewhere": "note"}
