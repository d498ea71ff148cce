package policies.sync.argo_ignore_diff_unrespected_test

import data.policies.sync.argo_ignore_diff_unrespected as rule

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

_ignoring(automated, options) := {
	"ignoreDifferences": [{"kind": "Deployment", "jsonPointers": ["/spec/replicas"]}],
	"syncPolicy": {"automated": automated, "syncOptions": options},
}

test_ignored_fields_that_are_overwritten_are_found if {
	_report(_application(_ignoring({"selfHeal": true}, ["ServerSideApply=true"]))) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions"],
		"message": concat(" ", [
			`Application "shop" ignores differences that its syncs overwrite:`,
			"no sync option says RespectIgnoreDifferences=true. Add it.",
		]),
	}}
}

test_respect_passes if {
	_report(_application(_ignoring({"selfHeal": true}, ["RespectIgnoreDifferences=true"]))) == set()
	_report(_application(_ignoring({"selfHeal": true}, ["${OPTION}"]))) == set()
}

test_what_does_not_heal_passes if {
	every automated in [null, {}, {"selfHeal": false}, {"selfHeal": true, "enabled": false}, {"selfHeal": "${HEAL}"}] {
		_report(_application(_ignoring(automated, []))) == set()
	}
}

test_nothing_ignored_passes if {
	every ignored in [null, [], 5, "x", {}] {
		spec := {"ignoreDifferences": ignored, "syncPolicy": {"automated": {"selfHeal": true}}}
		_report(_application(spec)) == set()
	}
}

test_templates_count if {
	template := {"template": {"spec": _ignoring({"selfHeal": true}, null)}}
	_paths(_set(template)) == {["spec", "template", "spec", "syncPolicy", "syncOptions"]}
	_report(_set(object.union(template, {"strategy": {"type": "RollingSync"}}))) == set()
	every patch in ["spec: {ignoreDifferences: []}", "spec: {syncPolicy: {automated: {selfHeal: false}}}"] {
		_report(_set(object.union(template, {"templatePatch": patch}))) == set()
	}
}

test_is_as_bad_elsewhere if rule.severity == {"production": "note", "elsewhere": "note"}
