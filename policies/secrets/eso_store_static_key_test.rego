package policies.secrets.eso_store_static_key_test

import data.policies.secrets.eso_store_static_key as rule

_store(provider) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": "SecretStore",
	"metadata": {"name": "store"},
	"spec": {"provider": provider},
}

_found(manifest) := {finding.path: finding.severity | some finding in rule.report with input as manifest}

_bad := {"production": "warning", "elsewhere": "note"}

test_a_key_is_found if {
	report := rule.report with input as _store({"aws": {"auth": {"secretRef": {"accessKeyIDSecretRef": {"name": "aws"}}}}})
	report == {{
		"at": 0,
		"path": ["spec", "provider", "aws", "auth", "secretRef"],
		"severity": _bad,
		"message": concat(" ", [
			"SecretStore \"store\" logs in with a long-lived key in spec.provider.aws.auth.secretRef.",
			"Use auth.jwt, the role of a ServiceAccount (IRSA), or Pod Identity.",
		]),
	}}
}

test_keys_of_providers if {
	every provider, path in {
		"azurekv": ["authSecretRef"],
		"gcpsm": ["auth", "secretRef"],
		"vault": ["auth", "appRole"],
		"infisical": ["auth", "universalAuthCredentials"],
	} {
		full := array.concat(["spec", "provider", provider], path)
		_found(_store({provider: json.patch({}, _patches(path))})) == {full: _bad}
	}
	_found(_store({"vault": {"auth": {"tokenSecretRef": {"name": "t"}, "userPass": {"username": "u"}}}})) == {
		["spec", "provider", "vault", "auth", "tokenSecretRef"]: _bad,
		["spec", "provider", "vault", "auth", "userPass"]: _bad,
	}
}

_patches(path) := [{"op": "add", "path": array.slice(path, 0, i + 1), "value": {"x": {}}} | some i, _ in path]

test_a_store_of_the_cluster_counts if {
	manifest := object.union(
		_store({"gcpsm": {"auth": {"secretRef": {"secretAccessKeySecretRef": {}}}}}),
		{"kind": "ClusterSecretStore"},
	)
	_found(manifest) == {["spec", "provider", "gcpsm", "auth", "secretRef"]: _bad}
}

test_identities_pass if {
	every provider in [
		{"aws": {"auth": {"jwt": {"serviceAccountRef": {"name": "a"}}}}}, {"aws": {"role": "a"}},
		{"vault": {"auth": {"kubernetes": {"role": "a"}}}}, {"vault": {"auth": {"jwt": {"path": "jwt"}}}},
		{"gcpsm": {"auth": {"workloadIdentity": {}}}}, {"azurekv": {"authType": "WorkloadIdentity"}},
		{"kubernetes": {"auth": {"serviceAccount": {"name": "a"}}}},
	] {
		_found(_store(provider)) == {}
	}
}

test_providers_without_identities_pass if {
	every provider in [
		{"onepassword": {"auth": {"secretRef": {"connectTokenSecretRef": {}}}}},
		{"doppler": {"auth": {"secretRef": {}}}}, {"gitlab": {"auth": {"SecretRef": {}}}},
	] {
		_found(_store(provider)) == {}
	}
}

test_the_provider_for_tests_is_an_error if {
	report := rule.report with input as _store({"fake": {"data": [{"key": "a", "value": "b"}]}})
	report == {{
		"at": 0,
		"path": ["spec", "provider", "fake"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"SecretStore \"store\" takes its values from the manifest: the provider fake is for tests.",
			"Use the store of your platform.",
		]),
	}}
}

test_wrong_types_are_skipped if {
	every provider in [null, 5, "x", [], {"aws": 5}, {"aws": {"auth": "x"}}, {"fake": null}] {
		_found(_store(provider)) == {}
	}
	_found(object.union(_store({"fake": {}}), {"apiVersion": "example.org/v1"})) == {}
}

test_warns_in_production_notes_elsewhere if rule.severity == _bad
