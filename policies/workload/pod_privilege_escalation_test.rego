package policies.workload.pod_privilege_escalation_test

import data.policies.workload.pod_privilege_escalation as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_here := {["spec", "template", "spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"]}

test_the_default_is_found if {
	_report(_one({})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" does not set allowPrivilegeEscalation, which means true,`,
			"so its processes can become root. Set it to false.",
		]),
	}}
	every context in [null, {"allowPrivilegeEscalation": null}, {"runAsNonRoot": true}, "x", 5] {
		_paths(_one(context)) == _here
	}
	_paths(_deployment({"containers": [{"name": "app"}]})) == _here
}

test_true_is_found if {
	_report(_one({"allowPrivilegeEscalation": true})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets allowPrivilegeEscalation to true,`,
			"so its processes can become root. Set it to false.",
		]),
	}}
}

test_false_passes if _paths(_one({"allowPrivilegeEscalation": false})) == set()

test_the_pod_cannot_say_it if {
	spec := {"securityContext": {"allowPrivilegeEscalation": false}, "containers": [{"name": "app"}]}
	_paths(_deployment(spec)) == _here
}

test_unknown_is_nothing if {
	every value in ["${ESCALATION}", "false", 5, []] {
		_paths(_one({"allowPrivilegeEscalation": value})) == set()
	}
	_paths(_one("${CONTEXT}")) == set()
}

test_privileged_containers_are_left_to_their_rule if {
	privileged := _one({"privileged": true})
	_paths(privileged) == set()
	config := {"run": {"resource": ["workload.pod_privilege_escalation"]}}
	found := rule.report with input as privileged with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_windows_has_no_such_setting if {
	_paths(_deployment({"os": {"name": "windows"}, "containers": [{"name": "app"}]})) == set()
	_paths(_deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "securityContext": {"allowPrivilegeEscalation": false}}
	bad := {"name": "bad"}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "allowPrivilegeEscalation"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "allowPrivilegeEscalation"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "allowPrivilegeEscalation"],
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
