package policies.secrets.sealedsecret_wide_scope_test

import data.policies.secrets.sealedsecret_wide_scope as rule

_sealed(annotations) := {
	"apiVersion": "bitnami.com/v1alpha1",
	"kind": "SealedSecret",
	"metadata": {"name": "db", "annotations": annotations},
	"spec": {"encryptedData": {}},
}

_cluster := "sealedsecrets.bitnami.com/cluster-wide"

_namespace := "sealedsecrets.bitnami.com/namespace-wide"

_found(manifest) := {finding.path[2]: finding.severity | some finding in rule.report with input as manifest}

test_cluster_wide_is_found if {
	report := rule.report with input as _sealed({_cluster: "true"})
	report == {{
		"at": 0,
		"path": ["metadata", "annotations", _cluster],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": "SealedSecret \"db\" can be unsealed in every namespace. Seal it with the strict scope.",
	}}
}

test_namespace_wide_is_a_note if {
	_found(_sealed({_namespace: "true"})) == {_namespace: {"production": "note", "elsewhere": "note"}}
}

test_of_both_the_wider_one_is_told if {
	object.keys(_found(_sealed({_cluster: "true", _namespace: "true"}))) == {_cluster}
}

test_strict_scope_passes if {
	every annotations in [{}, null, 5, "x", [], {_cluster: "false", _namespace: "false"}, {_cluster: true}] {
		_found(_sealed(annotations)) == {}
	}
}

test_a_shared_pull_secret_passes if {
	pull := {"spec": {"template": {"type": "kubernetes.io/dockerconfigjson"}}}
	_found(object.union(_sealed({_cluster: "true"}), pull)) == {}
	other := {"spec": {"template": {"type": "Opaque"}}}
	count(_found(object.union(_sealed({_cluster: "true"}), other))) == 1
}

test_other_kinds_are_none if {
	_found(object.union(_sealed({_cluster: "true"}), {"kind": "Secret"})) == {}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
