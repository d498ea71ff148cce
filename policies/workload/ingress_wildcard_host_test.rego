package policies.workload.ingress_wildcard_host_test

import data.policies.workload.ingress_wildcard_host as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_ingress(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_host(host) := _ingress({"rules": [{"host": "a.example.com"}, {"host": host}]})

_here := {["spec", "rules", 1, "host"]}

test_a_rule_without_a_host_is_found if {
	_report(_ingress({"rules": [{"host": "a.example.com"}, {"http": {"paths": []}}]})) == {{
		"at": 0,
		"path": ["spec", "rules", 1, "host"],
		"message": `Ingress "shop" has no host in rule 1, so it answers for every name. Name the host.`,
	}}
	_paths(_host(null)) == _here
}

test_empty_hosts_and_stars_are_found if {
	every host, fault in {"": "an empty host", "*": "the host *"} {
		_report(_host(host)) == {{
			"at": 0,
			"path": ["spec", "rules", 1, "host"],
			"message": sprintf(`Ingress "shop" has %s in rule 1, so it answers for every name. Name the host.`, [fault]),
		}}
	}
	old := object.union(_host("*"), {"apiVersion": "extensions/v1beta1"})
	_paths(old) == _here
}

test_named_hosts_and_default_backends_pass if {
	every host in ["shop.example.com", "*.example.com", "${HOST}", 5] {
		_paths(_host(host)) == set()
	}
	_paths(_ingress({"defaultBackend": {"service": {"name": "shop"}}})) == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", [], {"rules": null}, {"rules": "x"}, {"rules": {}}, {"rules": [5, null, "x"]}] {
		_paths(_ingress(spec)) == set()
	}
	_paths({"apiVersion": "config.openshift.io/v1", "kind": "Ingress", "spec": {"rules": [{}]}}) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
