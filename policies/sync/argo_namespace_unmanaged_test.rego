package policies.sync.argo_namespace_unmanaged_test

import data.policies.sync.argo_namespace_unmanaged as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_app(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop", "namespace": "argocd"},
	"spec": object.union({"destination": {"namespace": "apps"}, "source": _chart}, spec),
}

_creating(policy) := {"syncPolicy": object.union({"syncOptions": ["PruneLast=true", "CreateNamespace=true"]}, policy)}

_chart := {"repoURL": "https://charts.example", "chart": "shop"}

_namespace(name) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}

_found(resources) := {[finding.at, finding.path, finding.message] |
	some finding in rule.report with input as _overlay(resources)
}

_places(resources) := {[at, path[count(path) - 1]] | some [at, path, _] in _found(resources)}

test_a_namespace_without_metadata_is_found if {
	report := rule.report with input as _overlay([_app(_creating({}))])
	report == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions", 1],
		"message": concat(" ", [
			`Application "shop" creates the namespace "apps" bare, without a label.`,
			"Add syncPolicy.managedNamespaceMetadata.",
		]),
	}}
}

test_metadata_passes if {
	_places([_app(_creating({"managedNamespaceMetadata": {"labels": {"team": "shop"}}}))]) == set()
}

test_a_namespace_of_the_overlay_passes if {
	_places([_app(_creating({})), _namespace("apps")]) == set()
	_places([_app(_creating({})), _namespace("${SPACE}")]) == set()
	_places([_app({}), _namespace("apps")]) == set()
	_places([_app(_creating({})), _namespace("other")]) == {[0, 1]}
}

test_a_chart_without_a_namespace_is_found if {
	_found([_app({})]) == {[0, ["spec", "syncPolicy", "syncOptions"], concat(" ", [
		`Application "shop" goes to the namespace "apps", which nothing in this overlay creates.`,
		"Add CreateNamespace=true.",
	])]}
	values := {"repoURL": "https://git.example/acme/shop", "ref": "values"}
	_places([_app({"sources": [_chart, values]})]) == {[0, "syncOptions"]}
}

test_manifests_may_declare_it if {
	every source in [{"path": "x"}, {"path": "x", "chart": null}, null, 5] {
		_places([_app({"source": source}), _app(object.union(_creating({}), {"source": source}))]) == set()
	}
	_places([_app({"sources": [_chart, {"path": "x"}]})]) == set()
	_places([_app({"sources": [_chart, {"path": "x", "ref": "values"}]})]) == set()
}

test_another_application_may_create_it if {
	_places([_app({}), _app(_creating({"managedNamespaceMetadata": {}}))]) == set()
}

test_namespaces_that_are_there_pass if {
	every space in ["default", "kube-system", "openshift-monitoring", "argocd", "", null, 5] {
		_places([_app({"destination": {"namespace": space}})]) == set()
		_places([_app(object.union(_creating({}), {"destination": {"namespace": space}}))]) == set()
	}
}

test_exempt_namespaces_are_configured if {
	configured := {"parameters": {"argo-namespace-unmanaged": {"exempt": ["app?"]}}}
	report := rule.report with input as _overlay([_app({})]) with data.mergegate_config as configured
	report == set()
}

_set(spec, patch) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": {
		"template": {"spec": object.union({"destination": {"namespace": "{{name}}"}, "source": _chart}, spec)},
		"templatePatch": patch,
	},
}

test_templates if {
	_places([_set(_creating({}), null)]) == {[0, 1]}
	_places([_set({}, null)]) == set()
	_places([_set({"destination": {"namespace": "apps"}}, null)]) == {[0, "syncOptions"]}
	every patch in [
		"spec: {syncPolicy: {managedNamespaceMetadata: {}}}", "spec: {syncPolicy: {syncOptions: []}}",
		"spec: {destination: {namespace: x}}", "{{ .patch | toYaml }}",
	] {
		_places([_set(_creating({}), patch)]) == set()
	}
	_places([_set({"destination": {"namespace": "apps"}}, "spec: {source: {path: x}}")]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _app(_creating({}))
	report == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_places([_app({"destination": value}), _app({"source": value}), 5, value]) == set()
		_places([_app({"syncPolicy": value})]) == {[0, "syncOptions"]}
		_places([_app({"syncPolicy": {"syncOptions": value}})]) == {[0, "syncOptions"]}
	}
}

test_is_a_note_everywhere if rule.severity == {"production": "note", "elsewhere": "note"}
