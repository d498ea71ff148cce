package policies.secrets.vault_insecure_test

import data.policies.secrets.vault_insecure as rule

_connection(spec) := {
	"apiVersion": "secrets.hashicorp.com/v1beta1",
	"kind": "VaultConnection",
	"metadata": {"name": "vault"},
	"spec": spec,
}

_store(kind, server) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": kind,
	"spec": {"provider": {"vault": {"server": server}}},
}

_pod(annotations) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop", "annotations": annotations},
	"spec": {"containers": []},
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_http_is_found if {
	report := rule.report with input as _connection({"address": "http://vault.vault:8200"})
	report == {{
		"at": 0,
		"path": ["spec", "address"],
		"message": concat(" ", [
			"VaultConnection \"vault\" reaches Vault by http in spec.address.",
			"Use https and give the client the CA of the certificate.",
		]),
	}}
}

test_an_unchecked_certificate_is_found if {
	every value in [true, "true"] {
		_paths(_connection({"address": "https://vault", "skipTLSVerify": value})) == {["spec", "skipTLSVerify"]}
	}
}

test_stores_count if {
	path := ["spec", "provider", "vault", "server"]
	_paths(_store("SecretStore", "http://vault:8200")) == {path}
	_paths(_store("ClusterSecretStore", "HTTP://vault")) == {path}
	_paths(_store("SecretStore", "https://vault")) == set()
}

test_annotations_for_the_agent_count if {
	_paths(_pod({"vault.hashicorp.com/tls-skip-verify": "true", "vault.hashicorp.com/service": "http://vault:8200"})) == {
		["metadata", "annotations", "vault.hashicorp.com/tls-skip-verify"],
		["metadata", "annotations", "vault.hashicorp.com/service"],
	}
	template := {"metadata": {"annotations": {"vault.hashicorp.com/tls-skip-verify": "1"}}, "spec": {}}
	_paths({"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": {"template": template}}) == {[
		"spec", "template", "metadata", "annotations", "vault.hashicorp.com/tls-skip-verify",
	]}
	_paths(_pod({
		"vault.hashicorp.com/tls-skip-verify": "false",
		"vault.hashicorp.com/service": "https://vault:8200",
	})) == set()
}

test_the_own_machine_passes if {
	every address in ["http://localhost:8200", "http://127.0.0.1:8200/", "http://[::1]:8200", "http://localhost"] {
		_paths(_connection({"address": address})) == set()
	}
	count(_paths(_connection({"address": "http://localhost.example.org"}))) == 1
}

test_protected_and_unknown_connections_pass if {
	every spec in [
		{"address": "https://vault:8200", "skipTLSVerify": false}, {"address": "${VAULT}"}, {"skipTLSVerify": "${SKIP}"}, {},
	] {
		_paths(_connection(spec)) == set()
	}
}

test_wrong_types_are_skipped if {
	every wrong in [null, 5, "x", [], {"address": 5, "skipTLSVerify": []}] {
		_paths(_connection(wrong)) == set()
		_paths(_pod(wrong)) == set()
		_paths(_store("SecretStore", wrong)) == set()
	}
}

test_other_groups_are_none if {
	_paths(object.union(_connection({"address": "http://vault"}), {"apiVersion": "example.org/v1"})) == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
