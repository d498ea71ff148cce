package policies.sync.flux_suspended_test

import data.policies.lib.flux
import data.policies.sync.flux_suspended as rule

_object(kind, spec) := {
	"apiVersion": sprintf("%s/v1", [flux.groups[kind]]),
	"kind": kind,
	"metadata": {"name": "apps"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

test_a_suspended_object_warns if {
	_report(_object("Kustomization", {"suspend": true})) == {{
		"at": 0,
		"path": ["spec", "suspend"],
		"message": concat(" ", [
			`Kustomization "apps" is suspended, so nothing that is merged for it arrives.`,
			"Remove spec.suspend.",
		]),
	}}
}

test_every_kind_of_flux_counts if {
	every kind, _ in object.remove(flux.groups, ["ImageUpdateAutomation"]) {
		count(_report(_object(kind, {"suspend": true}))) == 1
	}
}

test_a_freeze_of_image_updates_is_exempt if _report(_object("ImageUpdateAutomation", {"suspend": true})) == set()

test_all_else_passes if {
	every spec in [{}, {"suspend": false}, {"suspend": null}, {"suspend": "${OFF}"}, {"suspend": "true"}, null, 5, []] {
		_report(_object("Kustomization", spec)) == set()
	}
	_report({"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"suspend": true}}) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
