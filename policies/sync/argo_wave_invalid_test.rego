package policies.sync.argo_wave_invalid_test

import data.policies.sync.argo_wave_invalid as rule

_object(kind, annotations, spec) := {
	"apiVersion": object.get({"Job": "batch/v1"}, kind, "v1"),
	"kind": kind,
	"metadata": {"name": "migrate", "annotations": annotations},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_wave(value) := _object("ConfigMap", {"argocd.argoproj.io/sync-wave": value}, {})

test_a_wave_that_is_no_number_is_found if {
	_report(_wave("first")) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/sync-wave"],
		"message": concat(" ", [
			`ConfigMap "migrate" has the sync wave "first", which is no whole number, so Argo CD reads it as 0.`,
			`Write one such as "1".`,
		]),
	}}
	every value in ["", " 1", "1.5", "1,2", "--1", "99999999999999999999", "0x1", 1, -1, true, [], {}] {
		_paths(_wave(value)) == {["metadata", "annotations", "argocd.argoproj.io/sync-wave"]}
	}
}

test_whole_numbers_pass if {
	every value in ["0", "1", "-10", "+5", "007", "${WAVE}", "{{ .wave }}", null] {
		_report(_wave(value)) == set()
	}
	_report(_object("ConfigMap", {}, {})) == set()
	_report({"metadata": 5}) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
