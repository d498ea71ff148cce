package policies.sync.argo_ignore_diff_broad_test

import data.policies.sync.argo_ignore_diff_broad as rule

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

_ignoring(entry) := _application({"ignoreDifferences": [{"kind": "Job"}, entry]})

test_whole_objects_are_found if {
	_report(_ignoring({"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas", "/spec"]})) == {{
		"at": 0,
		"path": ["spec", "ignoreDifferences", 1],
		"message": concat(" ", [
			`Application "shop" ignores too much drift: spec.ignoreDifferences[1] holds the JSON pointer "/spec".`,
			"Name one kind and the fields that something else writes.",
		]),
	}}
}

test_whatever_covers_too_much if {
	every pointer in ["", "/", "/spec", "/metadata", "/data", "/stringData"] {
		count(_report(_ignoring({"kind": "Secret", "jsonPointers": [pointer]}))) == 1
	}
	every expression in [".", ".spec", " .data "] {
		count(_report(_ignoring({"kind": "Secret", "jqPathExpressions": [expression]}))) == 1
	}
	count(_report(_ignoring({"kind": "Secret", "managedFieldsManagers": ["*"]}))) == 1
	count(_report(_ignoring({"group": "*", "kind": "*", "jsonPointers": ["/metadata/labels/a"]}))) == 1
	every group in ["", null] {
		count(_report(_ignoring({"group": group, "kind": "*", "jsonPointers": ["/metadata/labels/a"]}))) == 1
	}
	count(_report(_ignoring({"kind": "*"}))) == 1
	count(_report(_ignoring({"group": "*", "kind": "*", "name": "*", "jsonPointers": ["/spec"]}))) == 1
}

test_one_entry_is_one_finding if {
	found := _report(_ignoring({"group": "*", "kind": "*", "jsonPointers": ["/spec", "/data"]}))
	{finding.message | some finding in found} == {concat(" ", [
		`Application "shop" ignores too much drift: spec.ignoreDifferences[1] holds every group and kind,`,
		`the JSON pointer "/data" and the JSON pointer "/spec". Name one kind and the fields that something else writes.`,
	])}
}

test_single_fields_pass if {
	every entry in [
		{"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]},
		{"kind": "MutatingWebhookConfiguration", "jqPathExpressions": [".webhooks[].clientConfig.caBundle"]},
		{"group": "acme.example", "kind": "*", "jsonPointers": ["/spec/replicas"]}, {"kind": "*", "name": "shop"},
		{"group": "*", "kind": "Deployment", "managedFieldsManagers": ["kube-controller-manager"]},
		{"kind": "Secret", "jsonPointers": ["/data/tls.crt"]}, {"jsonPointers": ["${POINTER}"]},
	] {
		_report(_ignoring(entry)) == set()
	}
}

test_one_name_is_narrow if {
	_report(_ignoring({"kind": "Secret", "name": "webhook-cert", "jsonPointers": ["/data"]})) == set()
}

test_applicationsets if {
	spec := {
		"template": {"spec": {"ignoreDifferences": [{"kind": "Secret", "jsonPointers": ["/data"]}]}},
		"ignoreApplicationDifferences": [{"jsonPointers": ["/spec"]}, {"name": "shop", "jsonPointers": ["/spec"]}],
	}
	_paths(_set(spec)) == {
		["spec", "template", "spec", "ignoreDifferences", 0],
		["spec", "ignoreApplicationDifferences", 0],
	}
	_report(_application({"ignoreApplicationDifferences": [{"jsonPointers": ["/spec"]}]})) == set()
}

test_wrong_types_are_nothing if {
	every entry in [null, 5, "x", [], {"jsonPointers": "/spec"}, {"jsonPointers": [5, null]}, {"group": 5, "kind": []}] {
		_report(_ignoring(entry)) == set()
	}
	every entries in [null, 5, "x", {}] {
		_report(_application({"ignoreDifferences": entries})) == set()
		_report(_set({"template": {"spec": {}}, "ignoreApplicationDifferences": entries})) == set()
	}
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
