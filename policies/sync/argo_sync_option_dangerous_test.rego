package policies.sync.argo_sync_option_dangerous_test

import data.policies.sync.argo_sync_option_dangerous as rule

_application(automated, options) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": {"automated": automated, "syncOptions": options}},
}

_object(version, kind, options) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": "shop", "annotations": {"argocd.argoproj.io/sync-options": options}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_indexes(manifest) := {finding.path[3] | some finding in _report(manifest)}

_level(manifest) := {finding.severity.production | some finding in _report(manifest)}

test_options_of_a_whole_application_are_found if {
	_report(_application(null, ["CreateNamespace=true", "Replace=true"])) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions", 1],
		"message": concat(" ", [
			`Application "shop" has the sync option Replace=true, which replaces every object as a whole`,
			"and may recreate it. Set it on the objects that need it, or use ServerSideApply=true.",
		]),
	}}
	dangerous := [
		"Replace=true", "Force=true", "Validate=false", "Prune=false", "Delete=false", "PrunePropagationPolicy=orphan",
	]
	_indexes(_application(null, dangerous)) == {0, 1, 2, 3, 4, 5}
}

test_other_options_pass if {
	others := [
		"Replace=false", "Force=false", "Validate=true", "Prune=confirm", "Delete=confirm", "ServerSideApply=true",
		"PrunePropagationPolicy=foreground", "replace=true", "Replace=${REPLACE}", 5, null, [],
	]
	_indexes(_application(null, others)) == set()
}

test_a_contradiction_is_told_once if {
	_indexes(_application({"prune": true}, ["Prune=false", "Delete=false"])) == {1}
	alone := {"run": {"resource": ["sync.argo_sync_option_dangerous"]}}
	found := rule.report with input as _application({"prune": true}, ["Prune=false"]) with data.mergegate_config as alone
	count(found) == 1
}

test_templates_count if {
	template := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"metadata": {"name": "shops"},
		"spec": {"template": {"spec": {"syncPolicy": {"syncOptions": ["Force=true"]}}}},
	}
	{finding.path | some finding in _report(template)} == {["spec", "template", "spec", "syncPolicy", "syncOptions", 0]}
}

test_options_of_one_object_are_found if {
	_report(_object("apps/v1", "Deployment", "Force=true, Replace=true")) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Deployment "shop" has the sync option Force=true,Replace=true, which deletes and recreates it when it does`,
			"not apply and replaces it as a whole. Remove the option, or use ServerSideApply=true.",
		]),
	}}
	_level(_object("v1", "ConfigMap", "Validate=false")) == {"warning"}
}

test_objects_that_hold_data_are_worse if {
	every form in [
		["apps/v1", "StatefulSet"], ["v1", "PersistentVolumeClaim"], ["v1", "PersistentVolume"], ["v1", "Namespace"],
	] {
		_level(_object(form[0], form[1], "Replace=true")) == {"error"}
		_level(_object(form[0], form[1], "Force=true")) == {"error"}
		_level(_object(form[0], form[1], "Validate=false")) == {"warning"}
	}
	_level(_object("kafka.example/v1", "StatefulSet", "Replace=true")) == {"warning"}
}

test_replacing_a_crd_is_bad_and_recreating_it_worse if {
	crd := "CustomResourceDefinition"
	_level(_object("apiextensions.k8s.io/v1", crd, "Replace=true")) == {"warning"}
	_level(_object("apiextensions.k8s.io/v1", crd, "Replace=true,Force=true")) == {"error"}
	found := _report(_object("apiextensions.k8s.io/v1", crd, "Replace=true"))
	every finding in found {
		contains(finding.message, "Use ServerSideApply=true instead.")
	}
}

test_jobs_are_recreated_by_design if {
	_report(_object("batch/v1", "Job", "Force=true,Replace=true")) == set()
	_level(_object("batch/v1", "CronJob", "Force=true,Replace=true")) == {"warning"}
}

test_guards_of_one_object_pass if {
	every options in ["Prune=false", "Delete=false", "SkipDryRunOnMissingResource=true", "", ","] {
		_report(_object("v1", "PersistentVolumeClaim", options)) == set()
	}
}

test_wrong_types_are_nothing if {
	every options in [null, 5, {}, ["Replace=true"]] {
		_report(_object("v1", "ConfigMap", options)) == set()
	}
	every manifest in [{"metadata": 5}, {"metadata": {"annotations": []}}, {"kind": 5, "metadata": null}] {
		_report(manifest) == set()
	}
	_report({"metadata": {"annotations": {"argocd.argoproj.io/sync-options": "Replace=true"}}}) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			` "" has the sync option Replace=true, which replaces it as a whole.`,
			"Remove the option, or use ServerSideApply=true.",
		]),
	}}
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
