package policies.secrets.secret_sops_metadata_encrypted_test

import data.policies.secrets.secret_sops_metadata_encrypted as rule

_value := "ENC[AES256_GCM,data:p673w7,iv:YY8,tag:Pb1,type:str]"

_object(fields) := object.union(
	{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "sops": {"mac": _value}},
	fields,
)

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_an_encrypted_name_is_found if {
	report := rule.report with input as _object({"metadata": {"name": _value}})
	report == {{
		"at": 0,
		"path": ["metadata", "name"],
		"message": concat(" ", [
			"SOPS encrypted metadata.name of an object, so that Flux cannot read it.",
			"Encrypt data and stringData only (encrypted_regex).",
		]),
	}}
}

test_several_fields_are_one_finding if {
	report := rule.report with input as _object({"apiVersion": _value, "kind": _value, "metadata": {"name": _value}})
	[finding] := [finding | some finding in report]
	startswith(finding.message, "SOPS encrypted apiVersion, kind and metadata.name of an object")
	_paths(_object({"kind": _value})) == {["kind"]}
	_paths(_object({"apiVersion": _value})) == {["apiVersion"]}
}

test_encrypted_values_and_other_metadata_pass if {
	_paths(_object({"stringData": {"a": _value}, "type": _value})) == set()
	_paths(_object({"metadata": {"name": "db", "annotations": {"a": _value}}})) == set()
}

test_what_sops_did_not_write_is_none_of_it if {
	_paths(object.remove(_object({"metadata": {"name": _value}}), ["sops"])) == set()
	_paths(_object({"metadata": {"name": "${NAME}"}})) == set()
}

test_wrong_types_are_skipped if {
	_paths(_object({"metadata": 5, "kind": [], "apiVersion": null})) == set()
	_paths(5) == set()
	_paths({}) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
