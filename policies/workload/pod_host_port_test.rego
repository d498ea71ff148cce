package policies.workload.pod_host_port_test

import data.policies.workload.pod_host_port as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(port) := _deployment({"containers": [{"name": "app", "ports": [{"containerPort": 1}, port]}]})

_here := {["spec", "template", "spec", "containers", 0, "ports", 1, "hostPort"]}

test_a_port_of_the_node_is_found if {
	_report(_one({"containerPort": 80, "hostPort": 8080})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "ports", 1, "hostPort"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" opens port 8080 of its node.`,
			"Remove hostPort, and publish the port with a Service.",
		]),
	}}
}

test_agents_are_judged_more_mildly if {
	agent := object.union(_one({"hostPort": 80}), {"kind": "DaemonSet"})
	{finding.severity | some finding in _report(agent)} == {{"production": "note", "elsewhere": "note"}}
}

test_everything_else_passes if {
	every port in [{"containerPort": 80}, {"hostPort": 0}, {"hostPort": null}, {"hostPort": "80"}, 5, null, "80", []] {
		_paths(_one(port)) == set()
	}
	every ports in [null, 5, "x", {}, []] {
		_paths(_deployment({"containers": [{"name": "app", "ports": ports}]})) == set()
	}
}

test_with_the_network_of_the_node_it_is_left_to_that_rule if {
	spec := {"hostNetwork": true, "containers": [{"name": "app", "ports": [{}, {"hostPort": 80}]}]}
	_paths(_deployment(spec)) == set()
	config := {"run": {"resource": ["workload.pod_host_port"]}}
	found := rule.report with input as _deployment(spec) with data.mergegate_config as config
	{finding.path | some finding in found} == _here
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "ports": [{"containerPort": 1}]}
	bad := {"name": "bad", "ports": [{"hostPort": 1}]}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "ports", 0, "hostPort"],
		["spec", "template", "spec", "initContainers", 0, "ports", 0, "hostPort"],
		["spec", "template", "spec", "ephemeralContainers", 0, "ports", 0, "hostPort"],
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
