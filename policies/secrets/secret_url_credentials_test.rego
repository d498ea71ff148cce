package policies.secrets.secret_url_credentials_test

import data.policies.secrets.secret_url_credentials as rule

# Put together, so that no address with a password stands here as a whole.
_url(user, password, host) := concat("", ["postgres:/", "/", user, ":", password, "@", host])

_shop := _url("shop", "hunter2", "db.example.org:5432/shop")

_config(values) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": values}

_keys(values) := {finding.path[1] | some finding in rule.report with input as _config(values)}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_url_credentials"]}}
}

_levels(values) := {finding.path[1]: finding.severity.production |
	some finding in rule.report with input as _config(values)
}

test_a_password_is_found_and_not_shown if {
	report := rule.report with input as _config({"app.yaml": sprintf("database: %s\n", [_shop])})
	report == {{
		"at": 0,
		"path": ["data", "app.yaml"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"ConfigMap \"shop\" holds a password within an address in data['app.yaml'].",
			"Replace the password, and keep it in a Secret.",
		]),
	}}
}

test_every_string_of_every_object_counts if {
	container := {"name": "app", "env": [{"name": "DATABASE_URL", "value": _shop}], "args": ["--db", _shop]}
	_paths({"kind": "Pod", "metadata": {"annotations": {"a": _shop}}, "spec": {"initContainers": [container]}}) == {
		["metadata", "annotations", "a"],
		["spec", "initContainers", 0, "env", 0, "value"],
		["spec", "initContainers", 0, "args", 1],
	}
	_paths({"kind": "Application", "spec": {"source": {"repoURL": _shop}}}) == {["spec", "source", "repoURL"]}
	_paths({"kind": "GitRepository", "spec": {"url": _shop}}) == {["spec", "url"]}
}

test_addresses_with_passwords if {
	values := {
		"empty-user": _url("", "hunter2", "cache"),
		"variable-user": _url("${USER}", "hunter2", "db"),
		"variable-host": _url("shop", "hunter2", "$(HOST)"),
		"encoded": _url("shop", "%40b%2Fc", "db"),
		"with-at": _url("shop", "hunter@2", "db"),
		"weak": _url("postgres", "password", "db"),
		"local": _url("admin", "hunter2", "127.0.0.1"),
		"quoted": sprintf(`{"url": "%s"}`, [_shop]),
		"several": concat(" ", ["https://shop.example.org", _url("u", "${P}", "a"), _shop]),
		"comment": sprintf("# old: %s\n", [_shop]),
		"jdbc": concat("", ["jdbc:", _shop]),
		"sample-host": _url("shop", "hunter2", "proxy.example.com"),
	}
	_keys(values) == object.keys(values)
	every _, level in _levels(values) { level == "error" }
}

test_addresses_without if {
	_keys({
		"none": "https://shop.example.org:8443/a:b@c",
		"user": "https://git@github.com/shop/shop.git",
		"token-without-password": "https://x-access-token@github.com/shop",
		"ssh": "ssh://git@example.org:22/shop.git",
		"scp": "git@example.org:shop/shop.git",
		"empty-password": _url("shop", "", "db"),
		"image": "docker://registry.example.org:5000/shop@sha256:0a1b",
		"query": "https://shop.example.org:8443?mail=a@b.c",
		"mail": "see https://example.org: write to a@example.org",
		"time": "12:30 a@b",
	}) == set()
}

test_what_is_filled_in_later_is_unknown if {
	_keys({sprintf("k%d", [i]): _url("shop", password, "db") |
		some i, password in [
			"$(PASSWORD)", "${PASSWORD}", "{{.Password}}", "$PASSWORD", "$1", "%s", "%PASSWORD%", "%(password)s",
			"{password}", "<password>",
		]
	}) == set()
}

test_expressions_that_look_for_addresses_pass if {
	_keys({"a": _url("[^:]+", "[^@]+", "db"), "b": _url("user", `\S+`, "db"), "c": _url(".*", ".*", "")}) == set()
}

test_samples_of_documentation_pass if {
	_keys({
		"comment": sprintf("# proxy: %s\n", [_url("user", "password", "proxy")]),
		"slashes": sprintf("  // %s\n", [_url("user", "pass", "proxy")]),
		"host": _url("user", "password", "proxy.example.com"),
		"host-2": _url("user", "password", "your-proxy"),
	}) == set()
	schema := {"properties": {"url": {"description": sprintf("Such as %s.", [_shop])}}}
	_paths({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": schema}) == set()
}

test_the_sample_on_the_own_machine_warns if {
	_levels({
		"a": _url("shop", "password", "localhost:5432"), "b": _url("shop", "Passwd1", "127.0.0.1"),
		"c": _url("shop", "password", "[::1]"),
	}) == {"a": "warning", "b": "warning", "c": "warning"}
}

test_fillers_are_notes if {
	_levels({
		"a": _url("shop", "changeme", "db"), "b": _url("shop", "xxxx", "localhost"), "c": _url("shop", "****", "db"),
	}) == {"a": "note", "b": "note", "c": "note"}
}

test_the_worst_of_several_counts if {
	_levels({"a": concat(" ", [_url("shop", "changeme", "db"), _shop])}) == {"a": "error"}
}

test_a_providers_token_is_left_to_secret_value_pattern if {
	manifest := _config({"a": _url("x", concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"]), "github.com")})
	_paths(manifest) == set()
	_alone(manifest) == {["data", "a"]}
}

_secret(values) := {"apiVersion": "v1", "kind": "Secret", "data": values}

test_values_of_secrets_are_left_to_secret_plaintext if {
	manifest := object.union(_secret({"a": base64.encode(_shop)}), {"stringData": {"b": _shop}})
	_paths(manifest) == set()
	_alone(manifest) == {["data", "a"], ["stringData", "b"]}
}

test_a_password_beside_a_variable_is_found_in_a_secret if {
	secret := {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": _url("shop", "hunter2", "${HOST}")}}
	_paths(secret) == {["stringData", "a"]}
}

test_a_token_in_a_secret_is_left_to_secret_value_pattern if {
	text := _url("${USER}", concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"]), "github.com")
	secret := {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": text}}
	_paths(secret) == set()
	_alone(secret) == {["stringData", "a"]}
}

test_values_that_sops_left_in_clear_are_left_to_secret_sops_partial if {
	encrypted := "ENC[AES256_GCM,data:p673w7,iv:YY8,tag:Pb1,type:str]"
	secret := object.union(_secret({"a": base64.encode(_shop), "b": encrypted}), {"sops": {"mac": encrypted}})
	_paths(secret) == set()
	_alone(secret) == {["data", "a"]}
	excluded := object.union(secret, {"sops": {"unencrypted_regex": "^a$"}})
	_paths(excluded) == {["data", "a"]}
}

test_templates_of_sealed_secrets_are_left_to_sealedsecret_plaintext if {
	sealed := {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "spec": {"template": {"data": {"a": _shop}}}}
	_paths(sealed) == set()
	_alone(sealed) == {["spec", "template", "data", "a"]}
	_paths({
		"apiVersion": "bitnami.com/v1alpha1",
		"kind": "SealedSecret",
		"spec": {"template": {"metadata": {"annotations": {"a": _shop}}, "data": {"a": _url("{{.u}}", "hunter2", "db")}}},
	}) == {["spec", "template", "metadata", "annotations", "a"], ["spec", "template", "data", "a"]}
}

test_a_secret_of_another_group_is_read_as_it_is if {
	values := {"a": _shop, "b": base64.encode(_shop)}
	_paths({"apiVersion": "example.org/v1", "kind": "Secret", "data": values}) == {["data", "a"]}
}

test_wrong_types_are_skipped if {
	resources := [5, null, "x", _shop, [_shop], {}, {"kind": 5, "data": _shop}, {"kind": "Secret", "apiVersion": 5}]
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": resources}
	{[finding.at, finding.path] | some finding in report} == {[6, ["data"]]}
}

test_without_strings_it_passes if _paths({}) == set()

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
