package policies.sync.argo_committed_operation_test

import data.policies.sync.argo_committed_operation as rule

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

_annotated(annotations) := object.union(_application({}), {"metadata": {"annotations": annotations}})

_workload(version, kind, value) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": "shop", "annotations": {"argocd.argoproj.io/ignore-healthcheck": value}},
}

test_an_operation_is_found if {
	_report(object.union(_application({}), {"operation": {"sync": {"revision": "abc"}}})) == {{
		"at": 0,
		"path": ["operation"],
		"message": `Application "shop" has operation in Git, which is Argo CD's to write. Remove it.`,
	}}
	_paths(object.union(_application({}), {"status": {"health": {}}})) == {["status"]}
	_report(object.union(_application({}), {"status": {}, "operation": null})) == set()
}

test_annotations_that_steer_are_found if {
	_report(_annotated({"argocd.argoproj.io/skip-reconcile": "true"})) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/skip-reconcile"],
		"message": concat(" ", [
			`Application "shop" has the annotation argocd.argoproj.io/skip-reconcile, which stops Argo CD`,
			"from reconciling it. Remove it when the migration is over.",
		]),
	}}
	_paths(_annotated({"argocd.argoproj.io/refresh": "hard"})) == {[
		"metadata", "annotations", "argocd.argoproj.io/refresh",
	]}
}

test_other_annotations_pass if {
	every annotations in [
		{}, null, 5, {"argocd.argoproj.io/skip-reconcile": "false"}, {"argocd.argoproj.io/sync-wave": "1"},
		{"argocd.argoproj.io/refresh": null}, {"argocd.argoproj.io/manifest-generate-paths": "."},
	] {
		_report(_annotated(annotations)) == set()
	}
}

test_a_workload_without_health_is_found if {
	_report(_workload("apps/v1", "Deployment", "true")) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/ignore-healthcheck"],
		"message": concat(" ", [
			`Deployment "shop" has the annotation argocd.argoproj.io/ignore-healthcheck,`,
			"so Argo CD calls its Application healthy without it. Remove it.",
		]),
	}}
	count(_report(_workload("argoproj.io/v1alpha1", "Rollout", "true"))) == 1
	_report(_workload("apps/v1", "Deployment", "false")) == set()
	_report(_workload("apps/v1", "Deployment", true)) == set()
	_report(_workload("v1", "ConfigMap", "true")) == set()
}

test_templates_count if {
	metadata := {"annotations": {"argocd.argoproj.io/refresh": "normal"}}
	_paths(_set({"template": {"metadata": metadata, "spec": {}}})) == {[
		"spec", "template", "metadata", "annotations", "argocd.argoproj.io/refresh",
	]}
	_report(object.union(_set({"template": {"spec": {}}}), {"status": {"conditions": [1]}})) == set()
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
