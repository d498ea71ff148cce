package policies.workload.pod_capabilities_test

import data.policies.workload.pod_capabilities as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(capabilities) := _deployment({"containers": [{"name": "app", "securityContext": {"capabilities": capabilities}}]})

_here := {["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "add"]}

test_capabilities_that_reach_out_are_found if {
	_report(_one({"add": ["SYS_ADMIN", "CHOWN", "NET_ADMIN"]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "add"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" adds NET_ADMIN and SYS_ADMIN, with which it reaches out of its container.`,
			"Remove what it can do without.",
		]),
	}}
	every name in ["ALL", "all", "NET_RAW", "nEt_aDmIn", "CAP_SYS_PTRACE", "BPF"] {
		_paths(_one({"add": [name]})) == _here
	}
}

test_the_baseline_passes if {
	every name in ["NET_BIND_SERVICE", "CHOWN", "cap_kill", "SETUID", "SYS_CHROOT"] {
		_paths(_one({"add": [name]})) == set()
	}
	every capabilities in [null, {}, {"add": null}, {"add": []}, {"drop": ["ALL"]}, {"drop": ["SYS_ADMIN"]}] {
		_paths(_one(capabilities)) == set()
	}
	_paths(_deployment({"containers": [{"name": "app"}]})) == set()
}

test_privileged_containers_are_left_to_their_rule if {
	context := {"privileged": true, "capabilities": {"add": ["SYS_ADMIN"]}}
	privileged := _deployment({"containers": [{"name": "app", "securityContext": context}]})
	_paths(privileged) == set()
	config := {"run": {"resource": ["workload.pod_capabilities"]}}
	found := rule.report with input as privileged with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_the_allowed_ones_can_be_configured if {
	config := {"parameters": {"pod-capabilities": {"allowed": ["CAP_NET_ADMIN", 5]}}}
	found := rule.report with input as _one({"add": ["NET_ADMIN"]}) with data.mergegate_config as config
	found == set()
	chown := rule.report with input as _one({"add": ["CHOWN"]}) with data.mergegate_config as config
	{finding.path | some finding in chown} == _here
}

test_wrong_types_are_nothing if {
	every capabilities in [5, "x", [], {"add": "ALL"}, {"add": {"ALL": true}}, {"add": [5, null, ["ALL"], "${CAP}"]}] {
		_paths(_one(capabilities)) == set()
	}
	_paths(_one({"add": [5, "SYS_ADMIN"]})) == _here
}

test_every_sort_of_container_counts if {
	good := {"name": "good"}
	bad := {"name": "bad", "securityContext": {"capabilities": {"add": ["ALL"]}}}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "securityContext", "capabilities", "add"],
		["spec", "template", "spec", "initContainers", 0, "securityContext", "capabilities", "add"],
		["spec", "template", "spec", "ephemeralContainers", 0, "securityContext", "capabilities", "add"],
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
