package policies.secrets.eso_refresh_disabled_test

import data.policies.secrets.eso_refresh_disabled as rule

_secret(spec) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": "ExternalSecret",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_an_interval_of_zero_is_found if {
	report := rule.report with input as _secret({"refreshInterval": "0"})
	report == {{
		"at": 0,
		"path": ["spec", "refreshInterval"],
		"message": concat(" ", [
			"ExternalSecret \"shop\" reads its store only once: spec.refreshInterval is \"0\".",
			"Set a refreshInterval such as 1h.",
		]),
	}}
}

test_every_spelling_of_zero_counts if {
	every value in [0, "0s", "0h0m0s", "0.0s", "00"] {
		_paths(_secret({"refreshInterval": value})) == {["spec", "refreshInterval"]}
		_paths(_secret({"refreshInterval": value, "refreshPolicy": "Periodic"})) == {["spec", "refreshInterval"]}
	}
}

test_the_policy_counts_before_the_interval if {
	_paths(_secret({"refreshPolicy": "CreatedOnce", "refreshInterval": "0"})) == {["spec", "refreshPolicy"]}
	_paths(_secret({"refreshPolicy": "CreatedOnce", "refreshInterval": "1h"})) == {["spec", "refreshPolicy"]}
	_paths(_secret({"refreshPolicy": "OnChange", "refreshInterval": "0"})) == set()
}

test_the_secret_of_a_cluster_counts if {
	manifest := object.union(
		_secret({"externalSecretSpec": {"refreshInterval": "0"}}),
		{"kind": "ClusterExternalSecret"},
	)
	_paths(manifest) == {["spec", "externalSecretSpec", "refreshInterval"]}
}

test_values_of_a_generator_pass if {
	generated := [{"sourceRef": {"generatorRef": {"kind": "Password", "name": "p"}}}]
	_paths(_secret({"refreshPolicy": "CreatedOnce", "dataFrom": generated})) == set()
	_paths(_secret({"refreshInterval": "0", "data": generated})) == set()
	_paths(_secret({"refreshInterval": "0", "data": [{"remoteRef": {"key": "x"}}]})) == {["spec", "refreshInterval"]}
}

test_refreshed_secrets_pass if {
	every value in ["1h", "10s", "0h30m", "${INTERVAL}", 5, null, "x"] {
		_paths(_secret({"refreshInterval": value})) == set()
	}
	_paths(_secret({})) == set()
}

test_wrong_types_are_skipped if {
	every spec in [null, 5, "x", [], {"refreshInterval": [], "refreshPolicy": {}, "data": 5}] {
		_paths(_secret(spec)) == set()
	}
}

test_notes_in_production_only if rule.severity == {"production": "note", "elsewhere": "off"}
