package policies.workload.pod_host_process_test

import data.policies.workload.pod_host_process as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_process := {"windowsOptions": {"hostProcess": true}}

test_a_pod_that_is_a_process_of_its_node_is_found if {
	_report(_deployment({"securityContext": _process, "containers": [{"name": "app"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "securityContext", "windowsOptions", "hostProcess"],
		"message": concat(" ", [
			`Deployment "shop" runs as a process of its Windows node, with nothing around it.`,
			"Remove hostProcess.",
		]),
	}}
}

test_a_container_may_say_it if {
	_report(_deployment({"containers": [{"name": "app", "securityContext": _process}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "windowsOptions", "hostProcess"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs as a process of its Windows node, with nothing around it.`,
			"Remove hostProcess.",
		]),
	}}
	_paths(_deployment({"initContainers": [{"name": "init", "securityContext": _process}]})) == {[
		"spec", "template", "spec", "initContainers", 0, "securityContext", "windowsOptions", "hostProcess",
	]}
}

test_everything_else_passes if {
	every context in [
		null, {}, {"windowsOptions": null}, {"windowsOptions": {}}, {"windowsOptions": {"hostProcess": false}},
		{"windowsOptions": {"hostProcess": "true"}}, {"windowsOptions": "x"}, 5, "x", "${CONTEXT}",
	] {
		_paths(_deployment({"securityContext": context, "containers": [{"securityContext": context}, 5]})) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
