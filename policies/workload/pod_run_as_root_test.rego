package policies.workload.pod_run_as_root_test

import data.policies.workload.pod_run_as_root as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_pod(shared, own) := _deployment({
	"securityContext": shared,
	"containers": [{"name": "app", "securityContext": own}],
})

_own(field) := {["spec", "template", "spec", "containers", 0, "securityContext", field]}

_shared(field) := {["spec", "template", "spec", "securityContext", field]}

test_a_user_that_the_image_decides_is_found_once_in_the_pod if {
	_report(_deployment({"containers": [{"name": "app"}, {"name": "log"}], "initContainers": [{"name": "init"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "securityContext", "runAsNonRoot"],
		"message": concat(" ", [
			`Deployment "shop" lets containers "app", "init" and "log" run as root:`,
			"neither runAsNonRoot nor runAsUser is set. Set runAsNonRoot to true for the pod.",
		]),
	}}
	every context in [null, {}, {"runAsNonRoot": null}, {"runAsUser": null}, {"fsGroup": 5}, "x", 5] {
		_paths(_pod(context, context)) == _shared("runAsNonRoot")
	}
}

test_root_is_found_where_it_is_said if {
	_report(_one({"runAsUser": 0})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "runAsUser"],
		"message": concat(" ", [
			`Deployment "shop" runs container "app" as root: runAsUser is 0.`,
			"Set another user, and runAsNonRoot to true.",
		]),
	}}
	_paths(_pod({"runAsUser": 0}, {})) == _shared("runAsUser")
	_paths(_pod({"runAsUser": 0}, {"runAsNonRoot": true})) == _shared("runAsUser")
	_paths(_pod({"runAsUser": 1000}, {"runAsUser": 0})) == _own("runAsUser")
}

test_permission_is_found_where_it_is_given if {
	_report(_pod({"runAsNonRoot": true}, {"runAsNonRoot": false})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "runAsNonRoot"],
		"message": concat(" ", [
			`Deployment "shop" lets container "app" run as root: runAsNonRoot is false, and no runAsUser is set.`,
			"Set runAsNonRoot to true.",
		]),
	}}
	_paths(_pod({"runAsNonRoot": false}, {})) == _shared("runAsNonRoot")
}

test_another_user_passes if {
	every context in [{"runAsNonRoot": true}, {"runAsUser": 1000}, {"runAsUser": 1000, "runAsNonRoot": false}] {
		_paths(_pod(context, {})) == set()
		_paths(_pod({}, context)) == set()
	}
	_paths(_pod({"runAsNonRoot": false}, {"runAsNonRoot": true})) == set()
	_paths(_pod({"runAsUser": 0}, {"runAsUser": 1000})) == set()
}

test_unknown_is_nothing if {
	every value in ["${USER}", "app", "0", []] {
		_paths(_one({"runAsUser": value})) == set()
		_paths(_one({"runAsNonRoot": value})) == set()
	}
	_paths(_pod("${CONTEXT}", {})) == set()
	_paths(_one("${CONTEXT}")) == set()
}

test_user_namespaces_pass if {
	spec := {"containers": [{"name": "app", "securityContext": {"runAsUser": 0}}]}
	_paths(_deployment(object.union(spec, {"hostUsers": false}))) == set()
	_paths(_deployment(object.union(spec, {"hostUsers": true}))) == _own("runAsUser")
}

test_pods_of_a_batch_are_told_apart if {
	bare := _deployment({"containers": [{"name": "app"}]})
	batch := {"mergegate": {"scope": "resource"}, "resources": [5, bare, _one({"runAsUser": 1}), bare]}
	found := rule.report with input as batch
	{finding.at | some finding in found} == {1, 3}
}

test_windows_has_no_such_setting if {
	_paths(_deployment({"os": {"name": "windows"}, "containers": [{"name": "app"}]})) == set()
	_paths(_deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "securityContext": {"runAsUser": 1}}
	bad := {"name": "bad", "securityContext": {"runAsUser": 0}}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "runAsUser"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "runAsUser"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "runAsUser"],
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
