package policies.rbac.flux_no_service_account_test

import data.policies.rbac.flux_no_service_account as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "shop", "namespace": "apps"},
	"spec": spec,
}

_severities(manifest) := {finding.severity.production | some finding in rule.report with input as manifest}

test_no_service_account_is_found if {
	report := rule.report with input as _kustomization({"path": "./shop"})
	report == {{
		"at": 0,
		"path": ["spec", "serviceAccountName"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			"Kustomization \"shop\" is applied as cluster-admin: spec.serviceAccountName is not set.",
			"Name one that may do what its source needs.",
		]),
	}}
}

test_an_empty_one_is_none if {
	report := rule.report with input as _kustomization({"serviceAccountName": ""})
	[finding] := [finding | some finding in report]
	contains(finding.message, "spec.serviceAccountName is empty.")
	_severities(_kustomization({"serviceAccountName": null})) == {"warning"}
}

test_a_helm_release_counts if {
	release := {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease"}
	_severities(object.union(_kustomization({}), release)) == {"warning"}
}

test_a_service_account_passes if {
	_severities(_kustomization({"serviceAccountName": "shop"})) == set()
	_severities(_kustomization({"serviceAccountName": "${TENANT}"})) == set()
}

test_a_cluster_with_a_kubeconfig_of_its_own_passes if {
	_severities(_kustomization({"kubeConfig": {"secretRef": {"name": "east"}}})) == set()
	_severities(_kustomization({"kubeConfig": null})) == {"warning"}
}

test_what_bootstraps_flux_is_a_note if {
	manifest := _kustomization({})
	_severities(object.union(manifest, {"metadata": {"namespace": "flux-system"}})) == {"note"}
	_severities(object.union(manifest, {"metadata": {"name": "flux-system"}})) == {"note"}
	_severities(object.remove(manifest, ["metadata"])) == {"warning"}
}

test_a_default_service_account_of_the_controllers_is_enough if {
	report := rule.report with input as _kustomization({})
		with data.mergegate_config as {"parameters": {"flux-no-service-account": {"default_service_account": "default"}}}
	report == set()
}

test_other_objects_pass if {
	_severities(object.union(_kustomization({}), {"apiVersion": "kustomize.config.k8s.io/v1beta1"})) == set()
	_severities(object.union(_kustomization({}), {"kind": "GitRepository"})) == set()
}

test_wrong_types_pass if {
	_severities(_kustomization(null)) == set()
	_severities(_kustomization("x")) == set()
	_severities(_kustomization({"serviceAccountName": 5})) == set()
	_severities(object.remove(_kustomization({}), ["spec"])) == set()
}

test_warns_in_production_is_a_note_elsewhere if {
	rule.severity == {"production": "warning", "elsewhere": "note"}
}
