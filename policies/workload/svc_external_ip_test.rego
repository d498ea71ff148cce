package policies.workload.svc_external_ip_test

import data.policies.workload.svc_external_ip as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop"}, "spec": spec}

test_external_addresses_are_found if {
	_report(_service({"externalIPs": ["192.0.2.1", "198.51.100.7"]})) == {{
		"at": 0,
		"path": ["spec", "externalIPs"],
		"message": concat(" ", [
			`Service "shop" claims traffic to 192.0.2.1 and 198.51.100.7 by externalIPs, which nothing checks.`,
			"Use a Service of type LoadBalancer.",
		]),
	}}
	_paths(_service({"externalIPs": [5, "${ADDRESS}"]})) == {["spec", "externalIPs"]}
}

test_load_balancers_pass if {
	_paths(_service({"type": "LoadBalancer", "loadBalancerIP": "192.0.2.1"})) == set()
	_paths({"apiVersion": "example.com/v1", "kind": "Service", "spec": {"externalIPs": ["192.0.2.1"]}}) == set()
}

test_absent_and_wrong_types_are_nothing if {
	every spec in [null, 5, "x", [], {}, {"externalIPs": null}, {"externalIPs": []}, {"externalIPs": "192.0.2.1"}] {
		_paths(_service(spec)) == set()
	}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
