package policies.sync.argo_destination_invalid_test

import data.policies.sync.argo_destination_invalid as rule

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_found(destination) := {[finding.path, finding.severity.production] |
	some finding in _report(_application({"destination": destination}))
}

_here := "https://kubernetes.default.svc"

test_two_clusters_are_found if {
	_report(_application({"destination": {"server": _here, "name": "in-cluster", "namespace": "shop"}})) == {{
		"at": 0,
		"path": ["spec", "destination"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			`Application "shop" has both destination.server and destination.name, and Argo CD takes one.`,
			"Remove one of them.",
		]),
	}}
}

test_no_cluster_is_found if {
	every destination in [{}, null, 5, "x", [], {"namespace": "shop"}, {"server": "", "name": null}] {
		_found(destination) == {[["spec", "destination"], "error"]}
	}
	{finding.path | some finding in _report(_application({}))} == {["spec", "destination"]}
}

test_no_namespace_alone_is_a_note if {
	_found({"server": _here}) == {[["spec", "destination", "namespace"], "note"]}
	_found({"name": "in-cluster", "namespace": ""}) == {[["spec", "destination", "namespace"], "note"]}
}

test_one_cluster_and_a_namespace_pass if {
	_found({"server": _here, "namespace": "shop"}) == set()
	_found({"name": "in-cluster", "server": "", "namespace": "shop"}) == set()
	_found({"server": "${CLUSTER}", "namespace": "${NAMESPACE}"}) == set()
	_found("${DESTINATION}") == set()
}

test_templates_count if {
	_paths(_set({"template": {"spec": {"destination": {"server": "{{url}}", "name": "{{name}}"}}}})) == {[
		"spec", "template", "spec", "destination",
	]}
	_report(_set({"template": {"spec": {}}, "templatePatch": "spec: {destination: {name: x, namespace: y}}"})) == set()
	generator := {"list": {"template": {"spec": {"destination": {"server": _here}}}}}
	_report(_set({"template": {"spec": {}}, "generators": [generator]})) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
