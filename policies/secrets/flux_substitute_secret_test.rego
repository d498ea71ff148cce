package policies.secrets.flux_substitute_secret_test

import data.policies.secrets.flux_substitute_secret as rule

_kustomization(variables) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "shop"},
	"spec": {"postBuild": {"substitute": variables}},
}

_levels(variables) := {finding.path[3]: finding.severity.production |
	some finding in rule.report with input as _kustomization(variables)
}

_alone(variables) := {finding.path[3] |
	resources := [_kustomization(variables)]
	some finding in rule.report with input as {"mergegate": {"scope": "resource"}, "resources": resources}
		with data.mergegate_config as {"run": {"resource": ["secrets.flux_substitute_secret"]}}
}

test_a_literal_is_found_and_not_shown if {
	report := rule.report with input as _kustomization({"DB_PASSWORD": "hunter2", "CLUSTER": "one"})
	report == {{
		"at": 0,
		"path": ["spec", "postBuild", "substitute", "DB_PASSWORD"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"Kustomization \"shop\" sets the variable DB_PASSWORD to a literal in spec.postBuild.substitute.DB_PASSWORD.",
			"Read it from a Secret with substituteFrom.",
		]),
	}}
}

test_a_credential_counts_by_its_form if {
	key := concat("", ["-----BEGIN ", "PRIVATE KEY-----\nxx\n-----END"])
	_levels({"CERT": key}) == {"CERT": "error"}
}

test_variables_that_are_no_secret if {
	_levels({
		"APP": "shop", "DB_PASSWORD": "", "API_TOKEN": "${TOKEN}", "SECRET_NAME": "shop", "SECRET_DOMAIN": "example.org",
		"TOKEN_TTL": "5m", "TLS_SECRET": "wildcard-tls", "TOKEN_ENABLED": "true",
	}) == {}
}

test_fillers_are_notes if _levels({"DB_PASSWORD": "changeme"}) == {"DB_PASSWORD": "note"}

test_a_url_and_a_token_are_left_to_their_rules if {
	variables := {
		"A_TOKEN": concat("", ["gh", "p_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"]),
		"B_PASSWORD": concat("", ["postgres:/", "/shop:hunter2@db"]),
	}
	_levels(variables) == {}
	_alone(variables) == {"A_TOKEN", "B_PASSWORD"}
}

test_names_can_be_ignored if {
	config := {"parameters": {"flux-substitute-secret": {"ignored_names": ["Db_Password", 5]}}}
	report := rule.report with input as _kustomization({"DB_PASSWORD": "hunter2"}) with data.mergegate_config as config
	report == set()
}

test_without_variables_it_passes if {
	report := rule.report with input as object.union(_kustomization({}), {"spec": {"postBuild": null}})
	report == set()
}

test_wrong_types_are_skipped if {
	every variables in [null, 5, "x", ["DB_PASSWORD"], {"DB_PASSWORD": 5}] { _levels(variables) == {} }
}

test_a_kustomization_of_kustomize_is_none if {
	manifest := object.union(_kustomization({"PASSWORD": "hunter2"}), {"apiVersion": "kustomize.config.k8s.io/v1beta1"})
	report := rule.report with input as manifest
	report == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
