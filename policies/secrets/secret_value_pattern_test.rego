package policies.secrets.secret_value_pattern_test

import data.policies.secrets.secret_value_pattern as rule

_text(characters, length) := substring(concat("", [characters | some _ in numbers.range(1, length)]), 0, length)

_mixed(length) := _text("a1B2c3D4e5F6", length)

_upper(length) := _text("A2B3C4D5E6", length)

_hex(length) := _text("a1b2c3d4e5f6", length)

_github := concat("", ["gh", "p_", _mixed(36)])

_jwt(payload) := concat(".", [
	base64url.encode_no_pad(`{"alg":"HS256","typ":"JWT"}`),
	base64url.encode_no_pad(payload),
	_mixed(43),
])

_key := concat("", ["-----BEGIN ", "RSA PRIVATE KEY-----\n", _mixed(64), "\n-----END RSA ", "PRIVATE KEY-----\n"])

_config(values) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": values}

_keys(values) := {finding.path[1] | some finding in rule.report with input as _config(values)}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_a_token_is_named_and_not_shown if {
	report := rule.report with input as _config({"config.yaml": sprintf("token: %s\n", [_github])})
	report == {{
		"at": 0,
		"path": ["data", "config.yaml"],
		"message": concat(" ", [
			"ConfigMap \"shop\" holds a GitHub personal access token in data['config.yaml'].",
			"Revoke it at its provider, then encrypt the new one or fetch it from a secret store.",
		]),
	}}
}

test_a_token_in_the_name_is_not_shown_either if {
	report := rule.report with input as {"kind": "Pod", "metadata": {"name": _github}}
	[finding] := [finding | some finding in report]
	startswith(finding.message, "Pod holds a GitHub personal access token in metadata.name. ")
}

test_several_tokens_in_one_text_are_one_finding if {
	text := concat(" ", [_github, concat("", ["glp", "at-", _mixed(20)])])
	[finding] := [finding | some finding in rule.report with input as _config({"a": text})]
	contains(finding.message, "holds a GitHub personal access token and a GitLab personal access token in data.a.")
}

test_the_forms_of_providers if {
	values := {
		"age": concat("", ["AGE-SECRET-", "KEY-1", _text("QPZRY9X8GF", 58)]),
		"anthropic": concat("", ["sk-", "ant-api03-", _mixed(93)]),
		"artifactory": concat("", ["AK", "Cp", _mixed(69)]),
		"atlassian": concat("", ["ATA", "TT3", _mixed(180)]),
		"aws": concat("", ["AK", "IA", _upper(16)]),
		"aws-sts": concat("", ["AS", "IA", _upper(16)]),
		"azure": concat("", ["DefaultEndpointsProtocol=https;Account", "Key=", _mixed(86), "=="]),
		"digitalocean": concat("", ["dop", "_v1_", _hex(64)]),
		"discord": concat("", ["https://discord.com/api/", "webhooks/", _text("123456789", 18), "/", _mixed(68)]),
		"docker": concat("", ["dckr", "_pat_", _mixed(27)]),
		"doppler": concat("", ["dp", ".st.prd.", _mixed(43)]),
		"github-fine": concat("", ["github", "_pat_", _mixed(82)]),
		"github-oauth": concat("", ["gh", "o_", _mixed(36)]),
		"gitlab": concat("", ["glp", "at-", _mixed(20)]),
		"google": concat("", ["AI", "za", _mixed(35)]),
		"grafana": concat("", ["gl", "sa_", _mixed(32), "_", _hex(8)]),
		"hugging-face": concat("", ["h", "f_", _mixed(34)]),
		"jwt": _jwt(`{"sub":"shop","aud":"example.org"}`),
		"key": _key,
		"key-base64": base64.encode(_key),
		"key-escaped": replace(_key, "\n", "\\n"),
		"key-on-one-line": replace(_key, "\n", ""),
		"new-relic": concat("", ["NR", "AK-", _upper(27)]),
		"npm": concat("", ["np", "m_", _mixed(36)]),
		"openai": concat("", ["sk-proj-", _mixed(40), "T3Blbk", "FJ", _mixed(40)]),
		"openshift": concat("", ["sha256", "~", _mixed(43)]),
		"pypi": concat("", ["py", "pi-AgEIcHlwaS5vcmc", _mixed(60)]),
		"sendgrid": concat("", ["S", "G.", _mixed(22), ".", _mixed(43)]),
		"slack": concat("", ["xo", "xb-", _text("1234567890", 12), "-", _mixed(24)]),
		"slack-webhook": concat("/", ["https://hooks.slack.com", "services", _upper(10), _upper(10), _mixed(24)]),
		"stripe": concat("", ["sk", "_live_", _mixed(24)]),
		"tailscale": concat("", ["ts", "key-auth-", _mixed(12), "-", _mixed(32)]),
		"terraform": concat("", [_mixed(14), ".atlas", "v1.", _mixed(67)]),
		"twilio": concat("", ["S", "K", _hex(32)]),
		"vault": concat("", ["hv", "s.", _mixed(95)]),
	}
	_keys(values) == object.keys(values)
}

test_keys_of_every_kind_are_found_in_base64 if {
	headers := ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
	values := {header: base64.encode(replace(_key, "RSA PRIVATE KEY", header)) | some header in headers}
	_keys(values) == object.keys(values)
}

test_headers_of_openssl_and_pgp_are_no_hiding_place if {
	body := concat("", ["Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n", _mixed(64)])
	pgp := concat("", ["-----BEGIN PGP ", "PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n", _mixed(64)])
	_keys({"a": concat("", ["-----BEGIN RSA ", "PRIVATE KEY-----\n", body]), "b": pgp}) == {"a", "b"}
}

test_samples_of_documentation_pass if {
	_keys({
		"aws": concat("", ["AK", "IAIOSFODNN7EXAMPLE"]),
		"aws-2": concat("", ["AK", "IAI44QH8DHBEXAMPLE"]),
		"filler": concat("", ["gh", "p_", _text("x", 36)]),
		"filler-2": concat("", ["xo", "xb-", _text("X", 24)]),
		"slack": concat("", ["https://hooks.", "slack.com/services/T00000000/B00000000/", _text("X", 24)]),
		"jwt.io": _jwt(`{"sub":"1234567890","name":"John Doe"}`),
		"supabase": _jwt(`{"iss":"supabase-demo"}`),
	}) == set()
}

test_a_sample_does_not_hide_a_token if {
	_keys({"a": concat(" ", [concat("", ["AK", "IAIOSFODNN7EXAMPLE"]), concat("", ["AK", "IA", _upper(16)])])}) == {"a"}
}

test_what_only_looks_like_a_token_passes if {
	_keys({
		"certificate": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
		"digest": concat("", ["registry.example.org/shop@sha256:", _hex(64)]),
		"template": concat("", ["-----BEGIN ", "PRIVATE KEY-----\n${KEY}\n-----END"]),
		"prose": concat("", ["Starts with -----BEGIN ", "PRIVATE KEY-----."]),
		"uuid": "123e4567-e89b-12d3-a456-426614174000",
		"entropy": _mixed(64),
		"word": "DISK_TASK.eyes AKIA ghp_ npm_config_registry hvs.example.org",
		"longer": concat("", ["AK", "IA", _upper(30)]),
		"part": concat("", ["M", "AK", "IA", _upper(16)]),
		"placeholder": "<path:secret/data/shop#token>",
		"webhook": "https://hooks.slack.com/services/${SLACK_PATH}",
	}) == set()
}

test_every_string_of_every_resource_counts if {
	_paths({
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Application",
		"metadata": {"annotations": {"a": _github}},
		"spec": {"source": {
			"helm": {
				"values": sprintf("token: %s", [_github]),
				"valuesObject": {"a": [{"b": _github}]},
				"parameters": [{"name": "x", "value": "y"}, {"name": "x", "value": _github}],
			},
			"plugin": {"env": [{"name": "x", "value": _github}]},
		}},
	}) == {
		["metadata", "annotations", "a"],
		["spec", "source", "helm", "values"],
		["spec", "source", "helm", "valuesObject", "a", 0, "b"],
		["spec", "source", "helm", "parameters", 1, "value"],
		["spec", "source", "plugin", "env", 0, "value"],
	}
	_paths({"kind": "HelmRelease", "spec": {"values": {"a": {"b": _github}}}}) == {["spec", "values", "a", "b"]}
	container := {"name": "app", "env": [{"name": "TOKEN", "value": _github}]}
	_paths({"kind": "Pod", "spec": {"initContainers": [container]}}) == {["spec", "initContainers", 0, "env", 0, "value"]}
}

test_values_of_secrets_are_decoded if {
	values := {"a": base64.encode(_github), "b": base64.encode("x"), "c": _github}
	secret := {"apiVersion": "v1", "kind": "Secret", "data": values, "stringData": {"d": _github}}
	_paths(secret) == {["data", "a"], ["data", "c"], ["stringData", "d"]}
}

test_the_rest_of_a_secret_counts_too if {
	metadata := {"annotations": {"a": _github}}
	secret := {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": {"b": {"c": _github}}}
	_paths(secret) == {["metadata", "annotations", "a"], ["data", "b", "c"]}
}

test_a_secret_of_another_group_is_read_as_it_is if {
	values := {"a": _github, "b": base64.encode(_github)}
	_paths({"apiVersion": "example.org/v1", "kind": "Secret", "data": values}) == {["data", "a"]}
}

test_ciphertext_passes if {
	sealed := {"kind": "SealedSecret", "spec": {"encryptedData": {"a": concat("+", ["Ag", _github, ""])}}}
	_paths(sealed) == set()
	_keys({"a": sprintf("ENC[AES256_GCM,data:%s,type:str]", [_github])}) == set()
	values := {"a": sprintf("ENC[AES256_GCM,data:%s]", [_github])}
	_paths({"apiVersion": "v1", "kind": "Secret", "stringData": values}) == set()
}

test_tokens_beside_ciphertext_are_found if {
	sealed := {"kind": "SealedSecret", "spec": {"encryptedData": {}, "template": {"data": {"a": _github}}}}
	_paths(sealed) == {["spec", "template", "data", "a"]}
}

test_each_resource_is_searched_for_itself if {
	resources := [_config({"a": "x"}), 5, null, "x", _config({"a": _github}), {"kind": "Secret", "apiVersion": 5}]
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": resources}
	{[finding.at, finding.path] | some finding in report} == {[4, ["data", "a"]]}
}

test_without_strings_it_passes if {
	_paths({}) == set()
	_paths({"kind": "ConfigMap", "data": null}) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
