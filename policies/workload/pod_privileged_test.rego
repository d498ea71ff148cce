package policies.workload.pod_privileged_test

import data.policies.workload.pod_privileged as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_here := {["spec", "template", "spec", "containers", 0, "securityContext", "privileged"]}

test_a_privileged_container_is_found if {
	_report(_one({"privileged": true})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "privileged"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" is privileged, so whoever takes it over has its node.`,
			"Set it to false, and add the capability that it needs.",
		]),
	}}
}

test_everything_else_passes if {
	every context in [null, {}, {"privileged": false}, {"privileged": null}, 5, "x", [], "${CONTEXT}"] {
		_paths(_one(context)) == set()
	}
	every value in ["true", 1, "${PRIVILEGED}"] {
		_paths(_one({"privileged": value})) == set()
	}
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_the_context_of_the_pod_has_no_such_field if {
	_paths(_deployment({"securityContext": {"privileged": true}, "containers": [{"name": "app"}]})) == set()
}

test_daemon_sets_are_no_exception if {
	_paths(object.union(_one({"privileged": true}), {"kind": "DaemonSet"})) == _here
}

test_every_sort_of_container_counts if {
	good := {"name": "good"}
	bad := {"name": "bad", "securityContext": {"privileged": true}}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "privileged"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "privileged"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "privileged"],
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
