package policies.workload.pod_host_path_test

import data.policies.workload.pod_host_path as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(path) := _deployment({"volumes": [{"name": "data", "hostPath": {"path": path}}]})

_here := {["spec", "template", "spec", "volumes", 0, "hostPath"]}

_level(path) := {finding.severity.production | some finding in _report(_one(path))}

test_a_directory_of_the_node_is_found if {
	_report(_one("/mnt/data")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "volumes", 0, "hostPath"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Deployment "shop" mounts "/mnt/data" from its node, so it depends on what lies on one node, and can change it.`,
			"Take a volume that is not the node's.",
		]),
	}}
	every path in ["/etc/localtime", "/dev/dri", "/var/log", "/etc/ssl/certs", "C:\\data", "${DIR}", ""] {
		_level(path) == {"warning"}
	}
}

test_a_sensitive_one_is_an_error if {
	_report(_one("/etc/")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "volumes", 0, "hostPath"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`Deployment "shop" mounts "/etc/" from its node, which gives the node away.`,
			"Take a volume that is not the node's.",
		]),
	}}
	every path in [
		"/", "//", "/proc", "/var/run", "/etc/kubernetes/pki", "/root/.ssh", "/var/lib/kubelet/pods", "/boot/x",
	] {
		_level(path) == {"error"}
	}
}

test_agents_are_judged_more_mildly if {
	every path, severity in {
		"/proc": {"production": "warning", "elsewhere": "note"},
		"/var/log": {"production": "note", "elsewhere": "note"},
	} {
		agent := object.union(_one(path), {"kind": "DaemonSet"})
		{finding.severity | some finding in _report(agent)} == {severity}
	}
}

test_sockets_of_runtimes_are_left_to_their_rule if {
	_paths(_one("/var/run/docker.sock")) == set()
	config := {"run": {"resource": ["workload.pod_host_path"]}}
	found := rule.report with input as _one("/var/run/docker.sock") with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_the_directories_can_be_configured if {
	config := {"parameters": {"pod-host-path": {"sensitive": ["/srv/", 5], "sensitive_below": ["/data"]}}}
	every path, level in {"/srv": "error", "/srv/x": "warning", "/data/x": "error", "/etc": "warning"} {
		found := rule.report with input as _one(path) with data.mergegate_config as config
		{finding.severity.production | some finding in found} == {level}
	}
}

test_other_volumes_and_wrong_types_are_nothing if {
	every volumes in [
		null, 5, "x", {}, [], [5, null, "x"], [{"name": "data", "emptyDir": {}}], [{"hostPath": null}],
		[{"hostPath": "/etc"}], [{"hostPath": {"path": 5}}], [{"hostPath": {}}],
	] {
		_paths(_deployment({"volumes": volumes})) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
