package policies.graph.env_dev_values_in_prod_test

import data.policies.graph.env_dev_values_in_prod as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_faults(manifest) := {fault |
	some finding in _report(manifest)
	[fault, _] := split(finding.message, ", which is not for production. ")
}

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_object(api, kind, fields) := object.union({"apiVersion": api, "kind": kind, "metadata": {"name": "shop"}}, fields)

_labelled(labels) := _object("v1", "Service", {"metadata": {"labels": labels}})

_deployment(container) := _object("apps/v1", "Deployment", _template({"containers": [container]}))

_template(spec) := {"spec": {"template": {"spec": spec}}}

_variable(name, value) := _deployment({"env": [{"name": name, "value": value}]})

_config(data_) := _object("v1", "ConfigMap", {"data": data_})

_ingress(host) := _object("networking.k8s.io/v1", "Ingress", {"spec": {"rules": [
	{"host": "shop.example"},
	{"host": host},
]}})

test_a_label_of_another_environment_is_found if {
	_report(_labelled({"app": "dev", "env": "dev"})) == {{
		"at": 0,
		"path": ["metadata", "labels", "env"],
		"message": concat(" ", [
			`Service "shop" has the label env: dev, which is not for production.`,
			"Replace it in the overlay of production.",
		]),
	}}
	every key in ["environment", "stage", "acme.example/env", "Env"] {
		_paths(_labelled({key: "staging"})) == {["metadata", "labels", key]}
	}
	every value in ["Development", "stg", "qa-2", "eu-uat", "non-prod", "preprod"] {
		_paths(_labelled({"env": value})) == {["metadata", "labels", "env"]}
	}
}

test_other_labels_pass if {
	every value in ["production", "prod-eu", "dev-tools", "test-runner", "device", "eu", "", "${ENV}", null, 5, true] {
		_report(_labelled({"env": value})) == set()
	}
	_report(_labelled({"app.kubernetes.io/name": "dev", "tier": "test", "environments": "dev"})) == set()
}

test_labels_of_pods if {
	template := {"spec": {"template": {"metadata": {"labels": {"env": "dev"}}, "spec": {}}}}
	_paths(_object("apps/v1", "Deployment", template)) == {["spec", "template", "metadata", "labels", "env"]}
	both := object.union(template, {"metadata": {"labels": {"env": "dev"}}})
	_paths(_object("apps/v1", "Deployment", both)) == {["metadata", "labels", "env"]}
	_paths(_object("v1", "Pod", {"metadata": {"labels": {"env": "dev"}}, "spec": {}})) == {["metadata", "labels", "env"]}
}

test_a_host_of_another_environment_is_found if {
	_faults(_ingress("shop.staging.acme.example")) == {
		`Ingress "shop" answers to the host "shop.staging.acme.example"`,
	}
	_paths(_ingress("shop.staging.acme.example")) == {["spec", "rules", 1, "host"]}
	every host in [
		"dev.acme.example", "shop-dev.acme.example", "*.qa2.acme.example", "Shop.UAT.acme.example", "shop.dev.dev",
	] {
		_paths(_ingress(host)) == {["spec", "rules", 1, "host"]}
	}
	old := object.union(_ingress("dev.acme.example"), {"apiVersion": "extensions/v1beta1"})
	_paths(old) == {["spec", "rules", 1, "host"]}
}

test_every_kind_with_hosts if {
	host := "shop.dev.acme.example"
	route := _object("gateway.networking.k8s.io/v1", "HTTPRoute", {"spec": {"hostnames": ["a.example", host]}})
	_paths(route) == {["spec", "hostnames", 1]}
	_paths(_object("networking.istio.io/v1", "VirtualService", {"spec": {"hosts": [host]}})) == {["spec", "hosts", 0]}
	_paths(_object("route.openshift.io/v1", "Route", {"spec": {"host": host}})) == {["spec", "host"]}
	gateway := _object("networking.istio.io/v1", "Gateway", {"spec": {"servers": [{"hosts": [host]}]}})
	_paths(gateway) == {["spec", "servers", 0, "hosts", 0]}
	_paths(_object("acme.example/v1", "Gateway", {"spec": {"servers": [{"hosts": [host]}]}})) == set()
}

test_hosts_that_only_look_like_it_pass if {
	every host in [
		"shop.dev", "device.acme.example", "dev-portal.acme.example", "developer.acme.example", "dev.prod.acme.example",
		"dev", "shop.dev.svc.cluster.local", "shop.test.svc", "dev.localhost", "${STAGE}.dev.acme.example",
		"shop.acme.example", "", null, 5,
	] {
		_report(_ingress(host)) == set()
	}
}

test_debug_switches_are_found if {
	_faults(_variable("DEBUG", "true")) == {`Deployment "shop" sets DEBUG to "true"`}
	_paths(_variable("DEBUG", "true")) == {["spec", "template", "spec", "containers", 0, "env", 0, "value"]}
	every name in ["APP_DEBUG", "debug", "DEBUG_MODE", "enableDebug", "debug.enabled"] {
		count(_report(_variable(name, "1"))) == 1
		_paths(_config({name: "True"})) == {["data", name]}
	}
	_faults(_deployment({"args": ["serve", "--debug"]})) == {`Deployment "shop" is started with --debug`}
	init := _template({"initContainers": [{"command": ["migrate", "--debug=true"]}]})
	_paths(_object("apps/v1", "Deployment", init)) == {["spec", "template", "spec", "initContainers", 0, "command", 1]}
}

test_switches_in_files_are_found if {
	every text in ["a=b\ndebug=true\n", "debug: true", "LOG=x\nAPP_DEBUG=true", "debug = \"true\"\r\n"] {
		_faults(_config({"app.conf": text})) == {`ConfigMap "shop" switches debug on in app.conf`}
	}
	every text in ["a:\n  debug: true", "debug: false", "# debug=true", "nodebug: true", "log=debug"] {
		_report(_config({"app.conf": text})) == set()
	}
}

test_other_switches_pass if {
	every name in ["NO_DEBUG", "DISABLE_DEBUG", "DEBUG_PORT", "LOG_LEVEL", "DEBUGGER"] {
		_report(_variable(name, "true")) == set()
	}
	every value in ["false", "0", "", "${DEBUG}", "shop:*"] {
		_report(_variable("DEBUG", value)) == set()
	}
	_report(_deployment({"args": ["--debug=false", "--debug-port", "debug", 5, null]})) == set()
}

test_variables_that_name_an_environment if {
	_faults(_variable("NODE_ENV", "development")) == {`Deployment "shop" sets NODE_ENV to "development"`}
	_paths(_config({"ENVIRONMENT": "staging"})) == {["data", "ENVIRONMENT"]}
	every value in ["production", "a development b", "dev\n", "{{ env }}", "virtual"] {
		_report(_variable("ENV", value)) == set()
	}
	_report(_config({".env": "dev", "VIRTUALENV": "dev", "ENVOY": "dev"})) == set()
}

test_addresses_of_another_environment if {
	_faults(_variable("DATABASE_URL", "postgres://shop:top@db.staging.acme.example:5432/shop")) == {
		`Deployment "shop" sets DATABASE_URL to an address of the host "db.staging.acme.example"`,
	}
	_paths(_config({"api": "https://api-dev.acme.example/v1"})) == {["data", "api"]}
	_paths(_config({"DB_HOST": "db.dev.acme.example:5432"})) == {["data", "DB_HOST"]}
	every value in ["https://db.acme.example/dev", "http://shop.dev.svc:80", "https://web.dev/x", "app.dev.yaml"] {
		_report(_config({"api": value})) == set()
	}
	_report(_config({"FILE": "app.dev.yaml", "CLASS": "com.dev.acme.Shop"})) == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], [5, null], {"a": 5}] {
		_report(_labelled(value)) == set()
		_report(_config(value)) == set()
		_report(_config({"a": value})) == set()
		_report(_variable(value, value)) == set()
		_report(_deployment({"env": value, "args": value, "command": value})) == set()
		_report(_object("networking.k8s.io/v1", "Ingress", {"spec": {"rules": value}})) == set()
		_report(_object("networking.istio.io/v1", "Gateway", {"spec": {"servers": value}})) == set()
		_report(_object("route.openshift.io/v1", "Route", {"spec": value})) == set()
		_report(value) == set()
	}
}

test_is_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
