package policies.secrets.secret_helm_values_test

import data.policies.secrets.secret_helm_values as rule

_release(values) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "shop"},
	"spec": {"values": values},
}

_application(helm) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"source": {"helm": helm}},
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_keys(values) := {array.slice(path, 2, 20) | some path in _paths(_release(values))}

_levels(manifest) := {finding.path: finding.severity.production | some finding in rule.report with input as manifest}

_what(manifest) := {split(split(finding.message, " its chart ")[1], " in spec")[0] |
	some finding in rule.report with input as manifest
}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_helm_values"]}}
}

_token := concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])

test_a_literal_is_found_and_not_shown if {
	report := rule.report with input as _release({"auth": {"username": "shop", "password": "hunter2"}})
	report == {{
		"at": 0,
		"path": ["spec", "values", "auth", "password"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"HelmRelease \"shop\" gives its chart a literal for password in spec.values.auth.password.",
			"Put it into a Secret and let the values refer to it.",
		]),
	}}
}

test_values_at_any_depth_count if {
	_keys({
		"adminPassword": "hunter2",
		"config": {"oauth": {"clientSecret": "x1-y2"}},
		"list": [{"apiKey": "a1b2"}],
		"env": {"DB_PASSWORD": "hunter2"},
		"extraEnv": [{"name": "A", "value": "x"}, {"name": "API_TOKEN", "value": "t1x2"}],
		"harbor": {"secretKey": "n0t-s3cure"},
	}) == {
		["adminPassword"], ["config", "oauth", "clientSecret"], ["list", 0, "apiKey"], ["env", "DB_PASSWORD"],
		["extraEnv", 1, "value"], ["harbor", "secretKey"],
	}
}

test_values_that_are_no_secret if {
	_keys({
		"a": {"existingSecret": "shop", "existingSecretPasswordKey": "db-password", "secretName": "shop-tls"},
		"b": {"password": "", "token": "{{ .Values.global.token }}", "apiKey": "${API_KEY}", "passwordFile": "/run/p"},
		"c": {"secret": "shop", "tlsSecret": "wildcard-tls", "pullSecrets": ["regcred"], "secretKey": "admin-password"},
		"d": {"valueFrom": {"secretKeyRef": {"name": "shop", "key": "password"}}, "password": true, "token": 5},
		"e": {"existingSecret": {"passwordKey": "p1", "password": "x1y2"}, "secretKeys": {"adminPassword": "p1x2"}},
		"f": {"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"key": "x1"}}}, {"name": "A", "value": "b"}]},
		"g": {"annotations": {"vault.hashicorp.com/agent-inject-secret-db": "kv/shop", "password": "x1"}},
		"h": {"clientSecret": "shop-client-secret", "passwordSecret": "db-credentials", "tokenEnvVar": "API_TOKEN"},
		"i": {"monkey": "x1y2", "tokenizer": "x1y2", "passwordPolicy": "strict1", "tls": {"key": "/run/tls.key"}},
	}) == set()
}

test_a_private_key_is_one_under_any_name if {
	key := concat("", ["-----BEGIN ", "PRIVATE KEY-----\nxx\n-----END"])
	_what(_release({"cert": key})) == {"a private key"}
}

test_fillers_are_notes if {
	_levels(_release({"password": "changeme"})) == {["spec", "values", "password"]: "note"}
	_levels(_application({"values": "password: changeme\n"})) == {["spec", "source", "helm", "values"]: "note"}
	_levels(_application({"parameters": [{"name": "password", "value": "changeme"}]})) == {[
		"spec", "source", "helm",
		"parameters", 0, "value",
	]: "note"}
}

test_values_of_applications if {
	values := "auth:\n  password: hunter2\n  apiKey: changeme\nenv:\n- name: TOKEN\n  value: t1x2\n"
	_paths(_application({"values": values})) == {["spec", "source", "helm", "values"]}
	_what(_application({"values": values})) == {"a literal for TOKEN and a literal for password"}
	_paths(_application({"values": "auth: {{ .x }}\npassword: hunter2\n"})) == {["spec", "source", "helm", "values"]}
	_paths(_application({"values": "auth: {{ .x }}\npassword: {{ .y }}\n"})) == set()
	_paths(_application({"values": "auth:\n  existingSecret: shop\n"})) == set()
	_paths(_application({"valuesObject": {"a": {"password": "hunter2"}}})) == {[
		"spec", "source", "helm", "valuesObject",
		"a", "password",
	]}
	parameters := [
		{"name": "replicas", "value": "2"}, {"name": "auth.password", "value": "hunter2"},
		{"name": "secret", "value": "shop"},
		{"name": "auth.existingSecret.password", "value": "x1"}, {"name": "token", "value": "$ARGOCD_ENV_TOKEN"},
	]
	_paths(_application({"parameters": parameters})) == {["spec", "source", "helm", "parameters", 1, "value"]}
	_what(_application({"parameters": [{"name": "a", "value": "Bearer a1b2c3d4"}]})) == {"an HTTP credential"}
}

test_every_source_and_template_counts if {
	source := {"helm": {"valuesObject": {"password": "hunter2"}}}
	_paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": {"sources": [{}, source]}}) == {[
		"spec", "sources", 1, "helm", "valuesObject", "password",
	]}
	set_ := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {"template": {"spec": {"source": source}}},
	}
	_paths(set_) == {["spec", "template", "spec", "source", "helm", "valuesObject", "password"]}
}

test_inline_values_of_a_generator if {
	generator := {"kind": "HelmChartInflationGenerator", "valuesInline": {"password": "hunter2"}}
	_paths(generator) == {["valuesInline", "password"]}
}

test_a_url_and_a_token_are_left_to_their_rules if {
	url := concat("", ["postgres:/", "/shop:hunter2@db"])
	manifest := _release({"password": url, "token": _token})
	_paths(manifest) == set()
	_alone(manifest) == {["spec", "values", "password"], ["spec", "values", "token"]}
	helm := {"values": sprintf("token: %s\n", [_token]), "parameters": [{"name": "token", "value": _token}]}
	_paths(_application(helm)) == set()
	_alone(_application(helm)) == {
		["spec", "source", "helm", "values"],
		["spec", "source", "helm", "parameters", 0, "value"],
	}
}

test_names_can_be_ignored if {
	config := {"parameters": {"secret-helm-values": {"ignored_names": ["Password", 5]}}}
	manifest := _release({"password": "hunter2"})
	report := rule.report with input as manifest with data.mergegate_config as config
	report == set()
	parameters := _application({"parameters": [{"name": "auth.password", "value": "hunter2"}]})
	other := rule.report with input as parameters with data.mergegate_config as config
	other == set()
}

test_without_values_it_passes if {
	_paths({"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "spec": {}}) == set()
	_paths(_application({})) == set()
}

test_wrong_types_are_skipped if {
	every wrong in [null, 5, "x", [], ["password"], {"password": 5}, {"password": [{"value": "x", "name": 5}]}] {
		_paths(_release(wrong)) == set()
		_paths(_application(wrong)) == set()
		_paths(_application({"values": wrong, "parameters": wrong, "valuesObject": wrong})) == set()
	}
	_paths(_application({"parameters": [5, null, {"name": 5, "value": "x"}, {"name": "password", "value": 5}]})) == set()
	_paths(_application({"values": "- 1\n"})) == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
