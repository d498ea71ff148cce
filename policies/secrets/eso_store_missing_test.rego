package policies.secrets.eso_store_missing_test

import data.policies.secrets.eso_store_missing as rule

_secret(space, reference) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": "ExternalSecret",
	"metadata": {"name": "db", "namespace": space},
	"spec": {"secretStoreRef": reference},
}

_store(kind, space, name) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": space},
}

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_found(resources) := {[finding.at, finding.path] |
	some finding in rule.report with input as _overlay(resources)
}

test_a_name_that_no_store_of_the_namespace_has_is_found if {
	resources := [_secret("shop", {"name": "vualt"}), _store("SecretStore", "shop", "vault")]
	report := rule.report with input as _overlay(resources)
	report == {{
		"at": 0,
		"path": ["spec", "secretStoreRef", "name"],
		"message": concat(" ", [
			"ExternalSecret \"db\" names the SecretStore \"vualt\" in spec.secretStoreRef.name,",
			"which is none of the SecretStores that the overlay has in this namespace. Name one that exists.",
		]),
	}}
}

test_the_wrong_kind_is_found if {
	resources := [_secret("shop", {"name": "vault"}), _store("ClusterSecretStore", "", "vault")]
	_found(resources) == {[0, ["spec", "secretStoreRef", "kind"]]}
}

test_the_kind_of_a_store_for_the_cluster_may_be_wrong if {
	resources := [_secret("shop", {"kind": "ClusterSecretStore", "name": "vault"}), _store("SecretStore", "shop", "vault")]
	_found(resources) == {[0, ["spec", "secretStoreRef", "kind"]]}
}

test_a_store_for_the_cluster_is_unknown_though_the_overlay_has_another if {
	resources := [_secret("shop", {"kind": "ClusterSecretStore", "name": "x"}), _store("ClusterSecretStore", "", "vault")]
	_found(resources) == set()
}

test_references_of_single_entries_count if {
	reference := {"sourceRef": {"storeRef": {"name": "x"}}}
	manifest := object.union(
		_secret("shop", {"name": "vault"}),
		{"spec": {"data": [{}, reference], "dataFrom": [reference]}},
	)
	_found([manifest, _store("SecretStore", "shop", "vault")]) == {
		[0, ["spec", "data", 1, "sourceRef", "storeRef", "name"]],
		[0, ["spec", "dataFrom", 0, "sourceRef", "storeRef", "name"]],
	}
}

test_stores_that_are_there_pass if {
	_found([_secret("shop", {"name": "vault"}), _store("SecretStore", "shop", "vault")]) == set()
	_found([_secret("", {"name": "vault"}), _store("SecretStore", "", "vault")]) == set()
	reference := {"kind": "ClusterSecretStore", "name": "vault"}
	_found([_secret("shop", reference), _store("ClusterSecretStore", "", "vault")]) == set()
}

test_stores_from_elsewhere_are_unknown if {
	_found([_secret("shop", {"name": "vault"})]) == set()
	_found([_secret("shop", {"name": "vault"}), _store("SecretStore", "other", "x")]) == set()
	_found([_secret("shop", {"kind": "ClusterSecretStore", "name": "vault"}), _store("SecretStore", "shop", "x")]) == set()
}

test_what_may_be_the_store_passes if {
	_found([
		_secret("shop", {"name": "vault"}),
		_store("SecretStore", "shop", "x"),
		_store("SecretStore", "${SPACE}", "vault"),
	]) == set()
	_found([_secret("shop", {"name": "vault"}), _store("SecretStore", "shop", "${NAME}")]) == set()
	_found([_secret("shop", {"name": "${NAME}"}), _store("SecretStore", "shop", "x")]) == set()
}

test_other_kinds_and_wrong_types_are_skipped if {
	store := _store("SecretStore", "shop", "vault")
	every reference in [
		null, 5, "x", [], {}, {"name": 5}, {"name": ""}, {"name": "x", "kind": "Other"}, {"name": "x", "kind": 5},
	] {
		_found([_secret("shop", reference), store]) == set()
	}
	_found([5, null, store, object.union(_secret("shop", {}), {"spec": {"data": 5}})]) == set()
	cluster := {"kind": "ClusterExternalSecret", "spec": {"externalSecretSpec": {"secretStoreRef": {"name": "x"}}}}
	_found([object.union(_secret("shop", {}), cluster), store]) == set()
}

test_one_object_alone_says_nothing if {
	manifests := [_secret("shop", {"name": "x"}), _store("SecretStore", "shop", "vault")]
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": manifests}
	report == set()
	bare := rule.report with input as manifests[0]
	bare == set()
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
