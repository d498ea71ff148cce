package policies.workload.pod_cap_drop_all_missing_test

import data.policies.workload.pod_cap_drop_all_missing as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_dropping(names) := _one({"capabilities": {"drop": names}})

_here := {["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "drop"]}

test_a_container_that_drops_nothing_is_found if {
	_report(_one({})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "drop"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" drops no capabilities.`,
			"Drop ALL, and add back what it needs.",
		]),
	}}
	every context in [null, "x", 5, {"capabilities": null}, {"capabilities": {}}, {"capabilities": {"add": ["ALL"]}}] {
		_paths(_one(context)) == _here
	}
	every names in [null, [], "ALL", 5, {}] {
		_paths(_dropping(names)) == _here
	}
}

test_some_are_not_all if {
	_report(_dropping(["NET_RAW", "MKNOD"])) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "drop"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" drops ["NET_RAW","MKNOD"], not all capabilities.`,
			"Drop ALL, and add back what it needs.",
		]),
	}}
	_paths(_dropping([5, null])) == _here
}

test_all_passes if {
	every names in [["ALL"], ["all"], ["NET_RAW", "ALL"], ["CAP_ALL"], [5, "ALL"]] {
		_paths(_dropping(names)) == set()
	}
}

test_unknown_is_nothing if {
	_paths(_dropping(["${DROPPED}"])) == set()
	_paths(_one("${CONTEXT}")) == set()
}

test_privileged_containers_are_left_to_their_rule if {
	privileged := _one({"privileged": true})
	_paths(privileged) == set()
	config := {"run": {"resource": ["workload.pod_cap_drop_all_missing"]}}
	found := rule.report with input as privileged with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_windows_has_no_such_setting if {
	_paths(_deployment({"os": {"name": "windows"}, "containers": [{"name": "app"}]})) == set()
	_paths(_deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "securityContext": {"capabilities": {"drop": ["ALL"]}}}
	bad := {"name": "bad"}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "capabilities", "drop"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "capabilities", "drop"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "capabilities", "drop"],
	}
}

test_notes_in_production_alone if rule.severity == {"production": "note", "elsewhere": "off"}
