package policies.secrets.secret_sops_partial_test

import data.policies.secrets.secret_sops_partial as rule

_value := "ENC[AES256_GCM,data:p673w7,iv:YY8,tag:Pb1,type:str]"

_secret(values, sops) := {
	"apiVersion": "v1",
	"kind": "Secret",
	"metadata": {"name": "db"},
	"stringData": values,
	"sops": object.union({"mac": _value}, sops),
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_a_value_in_clear_is_found if {
	report := rule.report with input as _secret({"a": _value, "b": "hunter2"}, {"encrypted_regex": "^(data|stringData)$"})
	report == {{
		"at": 0,
		"path": ["stringData", "b"],
		"message": concat(" ", [
			"Secret \"db\" is encrypted with SOPS, but stringData.b is in clear.",
			"Replace the credential, then encrypt the file again.",
		]),
	}}
}

test_values_in_data_are_found_as_well if {
	values := {"a": base64.encode("x"), "b": _value}
	secret := {"apiVersion": "v1", "kind": "Secret", "data": values, "sops": {"mac": _value}}
	_paths(secret) == {["data", "a"]}
}

test_values_of_other_types_are_found if {
	_paths(_secret({"a": 5, "b": false, "c": null, "d": {}, "e": []}, {})) == {["stringData", "a"], ["stringData", "b"]}
}

test_an_encrypted_secret_passes if _paths(_secret({"a": _value, "b": concat("", [_value, "\n"])}, {})) == set()

test_a_secret_without_values_passes if {
	_paths(_secret({}, {})) == set()
	_paths({"apiVersion": "v1", "kind": "Secret", "sops": {"mac": _value}}) == set()
}

test_empty_strings_stay_in_clear if _paths(_secret({"a": ""}, {})) == set()

test_what_is_filled_in_later_is_unknown if {
	_paths(_secret({"a": "${PASSWORD}", "b": "<path:secret/data/shop#b>"}, {})) == set()
}

test_what_sops_was_told_to_leave_out_passes if {
	values := {"user": "shop", "password": _value}
	_paths(_secret(values, {"unencrypted_regex": "^user$"})) == set()
	_paths(_secret(values, {"unencrypted_suffix": "er"})) == set()
	_paths(_secret(values, {"encrypted_regex": "^pass"})) == set()
	_paths(_secret(values, {"encrypted_suffix": "word"})) == set()
}

test_without_a_rule_the_suffix_is_unencrypted if {
	_paths(_secret({"user_unencrypted": "shop", "other": "x"}, {})) == {["stringData", "other"]}
	_paths(_secret({"user_unencrypted": "x"}, {"unencrypted_regex": "^b$"})) == {["stringData", "user_unencrypted"]}
}

test_the_rule_is_held_against_every_part_of_the_path if {
	_paths(_secret({"user": "shop"}, {"encrypted_regex": "^(data|stringData)$"})) == {["stringData", "user"]}
	_paths(_secret({"user": "shop"}, {"unencrypted_regex": "^stringData$"})) == set()
}

test_an_expression_that_cannot_be_read_matches_nothing if {
	_paths(_secret({"user": "x"}, {"unencrypted_regex": "("})) == {["stringData", "user"]}
	_paths(_secret({"user": "x"}, {"encrypted_regex": "("})) == set()
}

test_comments_that_decide_are_gone_after_a_build if {
	_paths(_secret({"user": "shop"}, {"encrypted_comment_regex": "encrypt"})) == set()
	_paths(_secret({"user": "shop"}, {"unencrypted_comment_regex": "clear"})) == set()
}

test_a_missing_mac_is_found if {
	report := rule.report with input as _secret({"a": _value}, {"mac": ""})
	report == {{
		"at": 0,
		"path": ["sops", "mac"],
		"message": concat(" ", [
			"Secret \"db\" carries metadata of SOPS without sops.mac, so SOPS cannot verify it.",
			"Encrypt the file again.",
		]),
	}}
	_paths({"apiVersion": "v1", "kind": "Secret", "sops": {"version": "3.9.0"}}) == {["sops", "mac"]}
	_paths({"apiVersion": "v1", "kind": "Secret", "sops": "x", "stringData": {"a": "x"}}) == {
		["sops", "mac"],
		["stringData", "a"],
	}
}

test_metadata_that_kustomize_changes_is_no_matter if {
	secret := object.union(_secret({"a": _value}, {}), {"metadata": {"labels": {"app": "shop"}, "name": "shop-db"}})
	_paths(secret) == set()
}

test_a_secret_without_sops_is_none if {
	_paths({"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "x"}}) == set()
	_paths({"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "x"}, "sops": null}) == set()
}

test_other_kinds_are_none if _paths(object.union(_secret({"a": "x"}, {}), {"kind": "ConfigMap"})) == set()

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}

test_a_providers_token_is_left_to_secret_value_pattern if {
	token := concat("", ["np", "m_", "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])
	secret := _secret({"a": token, "b": _value}, {})
	_paths(secret) == set()
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [secret]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_sops_partial"]}}
	{finding.path | some finding in report} == {["stringData", "a"]}
}
