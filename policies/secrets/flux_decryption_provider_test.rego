package policies.secrets.flux_decryption_provider_test

import data.policies.secrets.flux_decryption_provider as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_paths(spec) := {finding.path | some finding in rule.report with input as _kustomization(spec)}

test_another_provider_is_found if {
	report := rule.report with input as _kustomization({"decryption": {"provider": "vault"}})
	report == {{
		"at": 0,
		"path": ["spec", "decryption", "provider"],
		"message": concat(" ", [
			"Kustomization \"shop\" cannot decrypt: spec.decryption.provider is \"vault\".",
			"The only provider is sops.",
		]),
	}}
}

test_none_at_all_is_found if {
	_paths({"decryption": {"secretRef": {"name": "sops-age"}}}) == {["spec", "decryption", "provider"]}
	_paths({"decryption": {}}) == {["spec", "decryption", "provider"]}
	_paths({"decryption": {"provider": 5}}) == {["spec", "decryption", "provider"]}
}

test_sops_passes if _paths({"decryption": {"provider": "sops", "secretRef": {"name": "sops-age"}}}) == set()

test_what_is_filled_in_later_is_unknown if _paths({"decryption": {"provider": "${PROVIDER}"}}) == set()

test_without_decryption_it_passes if {
	every spec in [{}, null, 5, {"decryption": null}, {"decryption": "sops"}] { _paths(spec) == set() }
}

test_a_kustomization_of_kustomize_is_none if {
	manifest := object.union(
		_kustomization({"decryption": {"provider": "x"}}),
		{"apiVersion": "kustomize.config.k8s.io/v1beta1"},
	)
	report := rule.report with input as manifest
	report == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
