package policies.secrets.sealedsecret_plaintext_test

import data.policies.secrets.sealedsecret_plaintext as rule

_sealed(spec) := {
	"apiVersion": "bitnami.com/v1alpha1",
	"kind": "SealedSecret",
	"metadata": {"name": "db"},
	"spec": spec,
}

_values(values) := _sealed({"encryptedData": values})

_data(values) := _sealed({"template": {"data": values}})

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_bytes(n) := base64.encode(concat("", ["A" | some _ in numbers.range(1, n)]))

test_plain_text_is_found if {
	report := rule.report with input as _values({"password": "hunter2!"})
	report == {{
		"at": 0,
		"path": ["spec", "encryptedData", "password"],
		"message": concat(" ", [
			"SealedSecret \"db\" holds in spec.encryptedData.password no ciphertext of kubeseal.",
			"Replace the credential if it was readable, then seal it with kubeseal.",
		]),
	}}
}

test_what_is_too_short_for_ciphertext_is_found if {
	path := ["spec", "encryptedData", "a"]
	_paths(_values({"a": base64.encode("hunter2")})) == {path}
	_paths(_values({"a": _bytes(273)})) == {path}
	_paths(_values({"a": _bytes(272)})) == {path}
	_paths(_values({"a": ""})) == {path}
}

test_ciphertext_passes if {
	_paths(_values({"a": _bytes(274), "b": _bytes(275), "c": _bytes(276), "d": _bytes(900)})) == set()
}

test_line_breaks_in_ciphertext_pass if {
	text := _bytes(300)
	broken := sprintf("%s\n%s\n", [substring(text, 0, 100), substring(text, 100, -1)])
	_paths(_values({"a": broken})) == set()
}

test_line_breaks_do_not_make_a_value_longer if {
	breaks := concat("", ["\r\n" | some _ in numbers.range(1, 200)])
	_paths(_values({"a": concat("", [_bytes(100), breaks])})) == {["spec", "encryptedData", "a"]}
}

test_a_sample_that_is_cut_off_passes if {
	_paths(_values({"a": "AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq...", "b": "AgBy3i4OJSWK…\n", "c": "......"})) == set()
}

test_other_fillers_are_found if {
	_paths(_values({"a": "<sealed value>", "b": "REPLACE_ME"})) == {
		["spec", "encryptedData", "a"],
		["spec", "encryptedData", "b"],
	}
}

test_what_is_filled_in_later_is_unknown if _paths(_values({"a": "${SEALED}", "b": "{{ .sealed }}"})) == set()

test_values_of_a_wrong_type_are_found if {
	_paths(_values({"a": 5, "b": ["x"], "c": null})) == {["spec", "encryptedData", "a"], ["spec", "encryptedData", "b"]}
	_paths(_values("x")) == set()
}

test_a_literal_in_the_template_is_found if {
	report := rule.report with input as _data({"user": "shop"})
	report == {{
		"at": 0,
		"path": ["spec", "template", "data", "user"],
		"message": concat(" ", [
			"SealedSecret \"db\" copies the literal in spec.template.data.user into the Secret.",
			"Replace the credential if it was readable, then seal it with kubeseal.",
		]),
	}}
	_paths(_sealed({"template": {"stringData": {"a": "x"}}})) == {["spec", "template", "stringData", "a"]}
	_paths(_data({"a": 5, "b": true})) == {["spec", "template", "data", "a"], ["spec", "template", "data", "b"]}
}

test_a_template_over_sealed_values_passes if {
	_paths(_data({
		"config.ini": "user = shop\npassword = {{ index . \"password\" }}\n",
		"ca.crt": "-----BEGIN CERTIFICATE-----",
		"empty": "",
		"variable": "${DOMAIN}",
		"nothing": null,
	})) == set()
}

test_a_template_that_also_holds_a_password_is_found if {
	config := "token = {{ index . \"token\" }}\npassword = hunter2\n"
	_paths(_data({"config.ini": config})) == {["spec", "template", "data", "config.ini"]}
}

test_the_old_field_data_is_found if {
	report := rule.report with input as _sealed({"data": "AgBy3i4OJSWK"})
	report == {{
		"at": 0,
		"path": ["spec", "data"],
		"message": concat(" ", [
			"SealedSecret \"db\" uses spec.data, the deprecated form of encryptedData.",
			"Replace the credential if it was readable, then seal it with kubeseal.",
		]),
	}}
	_paths(_sealed({"data": {"a": "x"}})) == {["spec", "data"]}
	_paths(_sealed({"data": ""})) == set()
}

test_without_any_of_the_fields_it_passes if {
	_paths(_sealed({})) == set()
	_paths(_sealed(null)) == set()
	_paths(_sealed({"template": 5})) == set()
}

test_a_sealedsecret_of_another_group_is_none if {
	_paths(object.union(_values({"a": "x"}), {"apiVersion": "example.org/v1"})) == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}

test_a_providers_token_in_the_template_is_left_to_secret_value_pattern if {
	sealed := _data({"a": concat("", ["np", "m_", "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])})
	_paths(sealed) == set()
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [sealed]}
		with data.mergegate_config as {"run": {"resource": ["secrets.sealedsecret_plaintext"]}}
	{finding.path | some finding in report} == {["spec", "template", "data", "a"]}
}
