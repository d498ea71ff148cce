package policies.workload.pod_proc_mount_test

import data.policies.workload.pod_proc_mount as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(mount) := _deployment({"containers": [{"name": "app", "securityContext": {"procMount": mount}}]})

test_an_unmasked_proc_is_found if {
	_report(_one("Unmasked")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "procMount"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets procMount to "Unmasked", which opens the kernel's part of /proc to it.`,
			"Remove it.",
		]),
	}}
	_paths(_one("Other")) == {["spec", "template", "spec", "containers", 0, "securityContext", "procMount"]}
}

test_everything_else_passes if {
	every mount in ["Default", "", null, "${MOUNT}", 5, [], {}] {
		_paths(_one(mount)) == set()
	}
	every container in [{"name": "app"}, {"securityContext": null}, {"securityContext": "x"}, 5] {
		_paths(_deployment({"containers": [container]})) == set()
	}
}

test_windows_has_no_such_setting if {
	container := {"name": "app", "securityContext": {"procMount": "Unmasked"}}
	_paths(_deployment({"os": {"name": "windows"}, "containers": [container]})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good"}
	bad := {"name": "bad", "securityContext": {"procMount": "Unmasked"}}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "procMount"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "procMount"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "procMount"],
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
