package policies.secrets.secret_duplicate_owner_test

import data.policies.secrets.secret_duplicate_owner as rule

_object(version, kind, space, name) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": space},
	"spec": {},
}

_secret := _object("v1", "Secret", "shop", "db")

_sealed := _object("bitnami.com/v1alpha1", "SealedSecret", "shop", "db")

_external := _object("external-secrets.io/v1", "ExternalSecret", "shop", "db")

_targeting(target) := object.union(
	_object("external-secrets.io/v1", "ExternalSecret", "shop", "other"),
	{"spec": {"target": target}},
)

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_found(resources) := {[finding.at, finding.path] | some finding in rule.report with input as _overlay(resources)}

test_two_owners_are_found if {
	report := rule.report with input as _overlay([_external, _secret])
	report == {{
		"at": 0,
		"path": ["metadata", "name"],
		"message": concat(" ", [
			"ExternalSecret \"db\" makes the Secret \"db\", which the overlay holds itself in the same namespace.",
			"Keep one of them.",
		]),
	}}
}

test_two_controllers_are_told_apart if {
	report := rule.report with input as _overlay([_external, _sealed])
	{finding.message | some finding in report} == {concat(" ", [
		"ExternalSecret \"db\" makes the Secret \"db\", and so does SealedSecret \"db\" in the same namespace.",
		"Keep one of them.",
	])}
}

test_each_pair_of_kinds_counts if {
	_found([_secret, _sealed]) == {[1, ["metadata", "name"]]}
	_found([_external, _sealed]) == {[0, ["metadata", "name"]]}
	_found([_external, _external]) == {[1, ["metadata", "name"]]}
	_found([_secret, _sealed, _external]) == {[1, ["metadata", "name"]], [2, ["metadata", "name"]]}
}

test_the_target_is_the_name if {
	_found([_secret, _targeting({"name": "db"})]) == {[1, ["spec", "target", "name"]]}
	_found([_secret, object.union(_external, {"spec": {"target": {"name": "other"}}})]) == set()
	_found([_secret, _targeting({"name": "db", "creationPolicy": "Orphan"})]) == {[1, ["spec", "target", "name"]]}
}

test_policies_that_make_no_secret_pass if {
	every policy in ["Merge", "None"] { _found([_secret, _targeting({"name": "db", "creationPolicy": policy})]) == set() }
}

test_other_names_and_namespaces_pass if {
	_found([_secret, _object("bitnami.com/v1alpha1", "SealedSecret", "other", "db")]) == set()
	_found([_secret, _object("bitnami.com/v1alpha1", "SealedSecret", "shop", "other")]) == set()
	_found([_secret, _object("bitnami.com/v1alpha1", "SealedSecret", "", "db")]) == set()
	_found([object.remove(_secret, ["metadata"]), object.remove(_sealed, ["metadata"])]) == set()
	secret := {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}}
	sealed := {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": "db"}}
	_found([secret, sealed]) == {[1, ["metadata", "name"]]}
}

test_templates_are_unknown if {
	name := "${NAME}"
	_found([_object("v1", "Secret", "shop", name), _object("bitnami.com/v1alpha1", "SealedSecret", "shop", name)]) == set()
	_found([_object("v1", "Secret", name, "db"), _object("bitnami.com/v1alpha1", "SealedSecret", name, "db")]) == set()
}

test_a_secret_that_is_handed_over_passes if {
	every annotation in ["sealedsecrets.bitnami.com/managed", "sealedsecrets.bitnami.com/patch"] {
		given := object.union(_secret, {"metadata": {"annotations": {annotation: "true"}}})
		_found([given, _sealed]) == set()
		_found([given, _external]) == {[1, ["metadata", "name"]]}
	}
}

test_two_secrets_are_another_defect if _found([_secret, _secret]) == set()

test_wrong_types_are_skipped if {
	_found([5, null, "x", _secret, object.union(_external, {"spec": null})]) == {[4, ["metadata", "name"]]}
	_found([_secret, _targeting(5), object.union(_sealed, {"metadata": {"name": 5}})]) == set()
	_found([_secret, _targeting({"name": 5}), object.union(_sealed, {"metadata": {"namespace": 5}})]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [_secret, _sealed]}
	report == set()
	bare := rule.report with input as _sealed
	bare == set()
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
