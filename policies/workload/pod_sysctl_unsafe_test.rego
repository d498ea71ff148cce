package policies.workload.pod_sysctl_unsafe_test

import data.policies.workload.pod_sysctl_unsafe as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(name) := _deployment({"securityContext": {"sysctls": [{"name": name, "value": "1"}]}})

_here := {["spec", "template", "spec", "securityContext", "sysctls", 0]}

test_an_unsafe_sysctl_is_found if {
	_report(_one("kernel.msgmax")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "securityContext", "sysctls", 0],
		"message": concat(" ", [
			`Deployment "shop" sets the sysctl "kernel.msgmax", which is not in the safe set:`,
			"nodes refuse the pod unless they allow it. Remove it.",
		]),
	}}
	_paths(_one("net/core/somaxconn")) == _here
}

test_safe_ones_pass if {
	every name in ["net.ipv4.tcp_syncookies", "net/ipv4/tcp_syncookies", "net.ipv4.tcp_keepalive_time"] {
		_paths(_one(name)) == set()
	}
}

test_what_the_nodes_allow_can_be_configured if {
	config := {"parameters": {"pod-sysctl-unsafe": {"allowed": ["net.core.*", "kernel/msgmax", 5]}}}
	every name in ["net.core.somaxconn", "net/core/somaxconn", "kernel.msgmax"] {
		found := rule.report with input as _one(name) with data.mergegate_config as config
		found == set()
	}
	found := rule.report with input as _one("kernel.msgmin") with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_unknown_and_wrong_types_are_nothing if {
	every name in ["${SYSCTL}", "", null, 5, []] {
		_paths(_one(name)) == set()
	}
	every sysctls in [null, 5, "x", {}, [], [5, null, "kernel.msgmax"]] {
		_paths(_deployment({"securityContext": {"sysctls": sysctls}})) == set()
	}
	_paths(_deployment({"containers": []})) == set()
	_paths(_deployment({"securityContext": "x"})) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
