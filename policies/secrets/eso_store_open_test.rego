package policies.secrets.eso_store_open_test

import data.policies.secrets.eso_store_open as rule

_store(spec) := {
	"apiVersion": "external-secrets.io/v1",
	"kind": "ClusterSecretStore",
	"metadata": {"name": "vault"},
	"spec": spec,
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_a_store_without_conditions_is_found if {
	report := rule.report with input as _store({"provider": {}})
	report == {{
		"at": 0,
		"path": ["spec", "conditions"],
		"message": concat(" ", [
			"ClusterSecretStore \"vault\" may be read from every namespace: spec.conditions is empty.",
			"Name the namespaces that may use it.",
		]),
	}}
}

test_empty_conditions_are_found if {
	every conditions in [null, []] { _paths(_store({"conditions": conditions})) == {["spec", "conditions"]} }
	_paths(_store(null)) == {["spec", "conditions"]}
}

test_conditions_pass if {
	every condition in [{"namespaces": ["shop"]}, {"namespaceSelector": {}}, {"namespaceRegexes": ["^shop-"]}] {
		_paths(_store({"conditions": [condition]})) == set()
	}
	_paths(_store({"conditions": "${CONDITIONS}"})) == set()
}

test_a_store_of_a_namespace_passes if _paths(object.union(_store({}), {"kind": "SecretStore"})) == set()

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
