package policies.sync.argo_sync_policy_undeclared_test

import data.policies.sync.argo_sync_policy_undeclared as rule

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

test_an_open_sync_is_found if {
	_report(_application({})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy"],
		"message": concat(" ", [
			`Application "shop" does not say whether it syncs automatically: syncPolicy.automated is not there.`,
			"Write it, with enabled: false for syncs by hand.",
		]),
	}}
	every policy in [null, {}, {"syncOptions": []}, 5, "x", []] {
		count(_report(_application({"syncPolicy": policy}))) == 1
	}
}

test_whatever_is_said_passes if {
	every automated in [{}, {"enabled": false}, {"prune": true}, null, "${AUTO}"] {
		_report(_application({"syncPolicy": {"automated": automated}})) == set()
	}
	_report(_application({"syncPolicy": "${POLICY}"})) == set()
}

test_templates_count if {
	_paths(_set({"template": {"spec": {}}})) == {["spec", "template", "spec", "syncPolicy"]}
	_report(_set({"template": {"spec": {}}, "strategy": {"type": "RollingSync"}})) == set()
	_report(_set({"template": {"spec": {}}, "templatePatch": "spec: {syncPolicy: {automated: {}}}"})) == set()
}

test_is_only_for_those_who_ask if rule.severity == {"production": "off", "elsewhere": "off"}
