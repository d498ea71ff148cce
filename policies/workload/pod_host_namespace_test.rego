package policies.workload.pod_host_namespace_test

import data.policies.workload.pod_host_namespace as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

test_each_namespace_is_found if {
	_report(_deployment({"hostNetwork": true, "hostPID": true, "hostIPC": true})) == {finding |
		some field, meaning in {"hostIPC": "shared memory", "hostNetwork": "network", "hostPID": "processes"}
		finding := {
			"at": 0,
			"path": ["spec", "template", "spec", field],
			"severity": {"production": "error", "elsewhere": "warning"},
			"message": concat(" ", [
				sprintf(`Deployment "shop" sets %s, so it shares the %s of its node.`, [field, meaning]),
				"Remove it, unless this is an agent of the node.",
			]),
		}
	}
}

test_agents_are_judged_more_mildly if {
	agent := object.union(_deployment({"hostNetwork": true}), {"kind": "DaemonSet"})
	{finding.severity | some finding in _report(agent)} == {{"production": "warning", "elsewhere": "note"}}
}

test_everything_else_passes if {
	every value in [false, null, "true", 1, [], "${HOST}"] {
		_paths(_deployment({"hostNetwork": value, "hostPID": value, "hostIPC": value})) == set()
	}
	_paths(_deployment({"containers": []})) == set()
	every spec in [null, 5, "x", []] {
		_paths(_deployment(spec)) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
