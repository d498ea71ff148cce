package policies.secrets.secret_generator_plaintext_test

import data.policies.secrets.secret_generator_plaintext as rule

_sops_value := "ENC[AES256_GCM,data:p673w7,iv:YY8,tag:Pb1,type:str]"

_generator(sources) := object.union(
	{
		"file": "apps/shop/kustomization.yaml",
		"document": 0,
		"path": ["secretGenerator", 0],
		"name": "db",
		"type": "Opaque",
		"overlays": ["apps/shop"],
		"literals": [],
		"files": [],
		"envs": [],
	},
	sources,
)

_report(generators) := report if {
	report := rule.report with input as {
		"mergegate": {"scope": "repository"},
		"repository": {"secret_generators": generators},
	}
}

_paths(sources) := {finding.path | some finding in _report([_generator(sources)])}

_literal(value) := {"literals": [{"path": ["secretGenerator", 0, "literals", 1], "key": "PASSWORD", "value": value}]}

_file(key, text, tracked) := {"files": [{
	"path": ["secretGenerator", 0, "files", 0],
	"key": key,
	"file": concat("/", ["apps/shop", key]),
	"tracked": tracked,
	"text": text,
}]}

_env(text, tracked) := {"envs": [{
	"path": ["secretGenerator", 0, "envs", 0],
	"file": "apps/shop/.env",
	"tracked": tracked,
	"text": text,
}]}

_message(sources) := finding.message if some finding in _report([_generator(sources)])

test_a_literal_is_found if {
	_report([_generator(_literal("hunter2"))]) == {{
		"file": "apps/shop/kustomization.yaml",
		"document": 0,
		"path": ["secretGenerator", 0, "literals", 1],
		"overlays": ["apps/shop"],
		"message": concat(" ", [
			"The secretGenerator \"db\" holds a readable value in PASSWORD.",
			"Replace the credential, then encrypt it or fetch it from a secret store.",
		]),
	}}
}

test_a_committed_file_is_found if {
	_paths(_file("tls.key", "x", true)) == {["secretGenerator", 0, "files", 0]}
	startswith(
		_message(_file("tls.key", "x", true)),
		"The secretGenerator \"db\" reads a readable value from apps/shop/tls.key, which Git tracks.",
	)
}

test_a_committed_file_that_is_no_text_is_found if {
	_paths(_file("keystore.jks", null, true)) == {["secretGenerator", 0, "files", 0]}
	_paths(_env(null, true)) == {["secretGenerator", 0, "envs", 0]}
}

test_a_committed_dotenv_file_is_found_and_its_names_are_told if {
	text := "# shop\nDB_HOST=${HOST}\nDB_PASSWORD=hunter2\n\nEMPTY=\nFROM_ENVIRONMENT\n #A=b\nC=d=e\n"
	_paths(_env(text, true)) == {["secretGenerator", 0, "envs", 0]}
	startswith(_message(_env(text, true)), concat(" ", [
		"The secretGenerator \"db\" reads a readable value for C, DB_HOST and DB_PASSWORD from apps/shop/.env,",
		"which Git tracks.",
	]))
}

test_a_providers_token_is_named if {
	token := concat("", ["np", "m_", "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])
	contains(_message(_literal(token)), "holds an npm token in PASSWORD.")
	contains(_message(_file("npmrc", token, true)), "reads an npm token from apps/shop/npmrc, which Git tracks.")
	contains(_message(_env(sprintf("A=%s", [token]), true)), "reads an npm token for A from apps/shop/.env,")
}

test_files_that_git_does_not_track_pass if {
	_paths(_file("tls.key", "x", false)) == set()
	_paths(_file("tls.key", null, false)) == set()
	_paths(_env("A=b", false)) == set()
}

test_public_files_pass if {
	certificate := "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
	_paths(_file("ca.crt", certificate, true)) == set()
	_paths(_file("tls.crt", certificate, true)) == set()
	_paths(_file("root.pem", certificate, true)) == set()
}

test_encrypted_sources_pass if {
	_paths(_literal(_sops_value)) == set()
	file := sprintf(`{"data": %q, "sops": {"mac": %q}}`, [_sops_value, _sops_value])
	_paths(_file("secret.json", file, true)) == set()
	dotenv := sprintf("A=%s\nB_unencrypted=x\nsops_version=3.9.0\nsops_mac=%s\n", [_sops_value, _sops_value])
	_paths(_file("secret.env", dotenv, true)) == set()
	_paths(_env(dotenv, true)) == set()
}

test_a_line_in_clear_of_an_encrypted_dotenv_file_is_found if {
	dotenv := sprintf("A=%s\nB=hunter2\nsops_version=3.9.0\nsops_mac=%s\n", [_sops_value, _sops_value])
	_paths(_env(dotenv, true)) == {["secretGenerator", 0, "envs", 0]}
	contains(_message(_env(dotenv, true)), "reads a readable value for B from")
}

test_metadata_of_sops_alone_hides_nothing if {
	dotenv := sprintf("A=x\nsops_encrypted_regex=^B$\nsops_mac=%s\n", [_sops_value])
	_paths(_env(dotenv, true)) == {["secretGenerator", 0, "envs", 0]}
}

test_placeholders_of_tools_that_decode_pass if {
	_paths(_literal("<path:secret/data/shop#password>")) == set()
	_paths(_literal("vault:secret/data/shop#password")) == set()
	_paths(_file("a", "ref+vault://secret/shop#/a\n", true)) == set()
	_paths(_env("A=<password>\nB=vault:secret/data/shop#b\n", true)) == set()
}

test_flux_does_not_see_a_variable_that_the_generator_encodes if {
	_paths(_literal("${PASSWORD}")) == {["secretGenerator", 0, "literals", 1]}
}

test_empty_sources_pass if {
	_paths(_literal("")) == set()
	_paths(_file("a", "\n", true)) == set()
	_paths(_env("", true)) == set()
	_paths({}) == set()
}

test_every_generator_and_source_is_reported if {
	one := _generator(object.union_n([_literal("x"), _file("k", "x", true), _env("A=b", true)]))
	other := object.union(_generator(_literal("x")), {"file": "apps/blog/kustomization.yaml", "overlays": []})
	{[finding.file, finding.path] | some finding in _report([one, other])} == {
		["apps/shop/kustomization.yaml", ["secretGenerator", 0, "literals", 1]],
		["apps/shop/kustomization.yaml", ["secretGenerator", 0, "files", 0]],
		["apps/shop/kustomization.yaml", ["secretGenerator", 0, "envs", 0]],
		["apps/blog/kustomization.yaml", ["secretGenerator", 0, "literals", 1]],
	}
}

test_without_generators_it_passes if {
	_report([]) == set()
	_report(null) == set()
	_report([null, 5, {}]) == set()
	rule.report == set() with input as {"kind": "Secret", "stringData": {"a": "x"}}
}

test_sources_of_a_wrong_type_are_skipped if {
	_paths({"literals": "x", "files": [null, {"tracked": true}], "envs": [5, {"tracked": true, "text": 5}]}) == set()
	_paths({"literals": [{"key": "A", "value": 5}]}) == set()
}

test_it_silences_what_the_build_makes_of_it if {
	rule.supersedes == ["secret-plaintext", "secret-url-credentials", "secret-value-pattern"]
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
