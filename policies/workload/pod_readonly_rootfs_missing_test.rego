package policies.workload.pod_readonly_rootfs_missing_test

import data.policies.workload.pod_readonly_rootfs_missing as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_here := {["spec", "template", "spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"]}

test_the_default_is_found if {
	_report(_one({})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" does not set readOnlyRootFilesystem, so its root file system can be written.`,
			"Set it to true, and mount a volume where it writes.",
		]),
	}}
	every context in [null, "x", 5, {"readOnlyRootFilesystem": null}] {
		_paths(_one(context)) == _here
	}
}

test_false_is_found if {
	_report(_one({"readOnlyRootFilesystem": false})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets readOnlyRootFilesystem to false, so its root file system can be written.`,
			"Set it to true, and mount a volume where it writes.",
		]),
	}}
}

test_true_passes if _paths(_one({"readOnlyRootFilesystem": true})) == set()

test_the_pod_cannot_say_it if {
	spec := {"securityContext": {"readOnlyRootFilesystem": true}, "containers": [{"name": "app"}]}
	_paths(_deployment(spec)) == _here
}

test_unknown_is_nothing if {
	every value in ["${READ_ONLY}", "true", 5, []] {
		_paths(_one({"readOnlyRootFilesystem": value})) == set()
	}
	_paths(_one("${CONTEXT}")) == set()
}

test_windows_has_no_such_setting if {
	_paths(_deployment({"os": {"name": "windows"}, "containers": [{"name": "app"}]})) == set()
	_paths(_deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "securityContext": {"readOnlyRootFilesystem": true}}
	bad := {"name": "bad"}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "readOnlyRootFilesystem"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "readOnlyRootFilesystem"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "readOnlyRootFilesystem"],
	}
}

test_notes_in_production_alone if rule.severity == {"production": "note", "elsewhere": "off"}
