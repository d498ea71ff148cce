package policies.secrets.secret_in_metadata_test

import data.policies.secrets.secret_in_metadata as rule

_object(annotations) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "shop", "annotations": annotations},
}

_keys(annotations) := {finding.path[2] | some finding in rule.report with input as _object(annotations)}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_alone(manifest) := {finding.path[2] |
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		with data.mergegate_config as {"run": {"resource": ["secrets.secret_in_metadata"]}}
}

_last_applied := "kubectl.kubernetes.io/last-applied-configuration"

test_a_credential_is_found_and_not_shown if {
	snippet := "proxy_set_header Authorization \"Basic c2hvcDpodW50ZXIy\";"
	report := rule.report with input as _object({"example.org/snippet": snippet})
	report == {{
		"at": 0,
		"path": ["metadata", "annotations", "example.org/snippet"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"Service \"shop\" holds an HTTP credential in metadata.annotations['example.org/snippet'].",
			"Replace the credential, and let the metadata name a Secret.",
		]),
	}}
}

test_credentials_by_their_form if {
	key := concat("", ["-----BEGIN ", "PRIVATE KEY-----\nxx\n-----END"])
	_keys({"a": key, "b": "host=db;password=hunter2", "c": `{"apiKey": "a1b2"}`}) == {"a", "b", "c"}
	manifest := {"kind": "Service", "metadata": {"labels": {"a": "password=hunter2"}}}
	_paths(manifest) == {["metadata", "labels", "a"]}
}

test_templates_of_pods_count if {
	template := {"metadata": {"annotations": {"a": "password=hunter2"}}, "spec": {}}
	_paths({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}}) == {[
		"spec", "template", "metadata", "annotations", "a",
	]}
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": {"a": "password=hunter2"}}, "spec": {}}
	_paths(pod) == {["metadata", "annotations", "a"]}
}

test_metadata_without_a_credential if {
	_keys({
		"checksum/config": "password=hunter2", "example.org/fingerprint": "token=a1b2",
		"example.org/description": "password=x1",
		"nginx.ingress.kubernetes.io/auth-secret": "shop-users", "nginx.ingress.kubernetes.io/auth-type": "basic",
		"vault.hashicorp.com/agent-inject-secret-db": "secret/data/shop",
		"vault.hashicorp.com/agent-inject-template-db": "password={{ .Data.password }}",
		"example.org/text": "Set the password: it is required", "example.org/token": "a1b2c3",
	}) == set()
}

test_the_copy_of_kubectl_is_found_as_a_whole if {
	copy := `{"kind":"Service","metadata":{"annotations":{}},"spec":{"password":"hunter2"}}`
	report := rule.report with input as _object({_last_applied: copy})
	report == {{
		"at": 0,
		"path": ["metadata", "annotations", _last_applied],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			"Service \"shop\" carries a copy of itself in the annotation kubectl.kubernetes.io/last-applied-configuration.",
			"Delete the annotation, and replace what it discloses.",
		]),
	}}
}

test_the_copy_of_a_secret_is_an_error if {
	secret := object.union(_object({_last_applied: `{"data":{"a":"b"}}`}), {"kind": "Secret"})
	{finding.severity.production | some finding in rule.report with input as secret} == {"error"}
}

test_a_url_and_a_token_are_left_to_their_rules if {
	token := concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])
	manifest := _object({
		"a": sprintf("password=%s", [token]),
		"b": concat("", ["password=postgres:/", "/shop:hunter2@db"]),
		_last_applied: sprintf(`{"token":"%s"}`, [token]),
	})
	_paths(manifest) == set()
	_alone(manifest) == {"a", "b", _last_applied}
}

test_without_metadata_it_passes if {
	_paths({}) == set()
	_paths(_object({})) == set()
}

test_wrong_types_are_skipped if {
	every annotations in [null, 5, "password=hunter2", ["password=hunter2"], {"a": 5, "b": null, "c": ["password=x"]}] {
		_paths(_object(annotations)) == set()
	}
	resources := [5, null, "x", {"metadata": 5}, _object({"a": "password=hunter2"})]
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": resources}
	{finding.at | some finding in report} == {4}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}

test_words_alone_count_where_they_may_be_tokens if {
	token := concat("", ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"])
	_alone(_object({"a": token, "b": "web"})) == {"a"}
	_alone(_object({"b": "web", _last_applied: "web"})) == {_last_applied}
}
