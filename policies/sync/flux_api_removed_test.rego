package policies.sync.flux_api_removed_test

import data.policies.sync.flux_api_removed as rule

_object(version, kind) := {"apiVersion": version, "kind": kind, "metadata": {"name": "apps"}, "spec": {}}

_report(manifest) := findings if findings := rule.report with input as manifest

_level(version, kind) := {finding.severity.production | some finding in _report(_object(version, kind))}

_level_in(flux, version) := {finding.severity.production | some finding in findings} if {
	config := {"parameters": {"flux-api-removed": {"flux_version": flux}}}
	findings := _report(_object(version, "Kustomization")) with data.mergegate_config as config
}

test_a_removed_version_is_an_error if {
	_report(_object("kustomize.toolkit.fluxcd.io/v1beta2", "Kustomization")) == {{
		"at": 0,
		"path": ["apiVersion"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			`Kustomization "apps" uses kustomize.toolkit.fluxcd.io/v1beta2, which Flux does not serve from 2.8 on.`,
			"Write kustomize.toolkit.fluxcd.io/v1.",
		]),
	}}
}

test_every_version_that_flux_2_8_does_not_serve if {
	every version, kind in {
		"helm.toolkit.fluxcd.io/v2beta1": "HelmRelease",
		"helm.toolkit.fluxcd.io/v2beta2": "HelmRelease",
		"image.toolkit.fluxcd.io/v1alpha2": "ImagePolicy",
		"image.toolkit.fluxcd.io/v1beta1": "ImagePolicy",
		"kustomize.toolkit.fluxcd.io/v1beta1": "Kustomization",
		"notification.toolkit.fluxcd.io/v1beta1": "Alert",
		"source.toolkit.fluxcd.io/v1beta1": "GitRepository",
		"source.toolkit.fluxcd.io/v1beta2": "OCIRepository",
	} {
		_level(version, kind) == {"error"}
	}
}

test_a_version_that_goes_later_warns if {
	_report(_object("image.toolkit.fluxcd.io/v1beta2", "ImagePolicy")) == {{
		"at": 0,
		"path": ["apiVersion"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`ImagePolicy "apps" uses image.toolkit.fluxcd.io/v1beta2, which Flux does not serve from 2.9 on.`,
			"Write image.toolkit.fluxcd.io/v1.",
		]),
	}}
	_level("notification.toolkit.fluxcd.io/v1beta2", "Receiver") == {"warning"}
}

test_served_versions_pass if {
	every version, kind in {
		"helm.toolkit.fluxcd.io/v2": "HelmRelease",
		"image.toolkit.fluxcd.io/v1": "ImagePolicy",
		"kustomize.toolkit.fluxcd.io/v1": "Kustomization",
		"notification.toolkit.fluxcd.io/v1": "Receiver",
		"notification.toolkit.fluxcd.io/v1beta3": "Alert",
		"source.toolkit.fluxcd.io/v1": "GitRepository",
		"source.toolkit.fluxcd.io/v9": "GitRepository",
	} {
		_level(version, kind) == set()
	}
}

test_alerts_and_providers_stay_beta if {
	every kind in ["Alert", "Provider"] {
		messages := {finding.message | some finding in _report(_object("notification.toolkit.fluxcd.io/v1beta2", kind))}
		messages == {concat(" ", [
			sprintf(`%s "apps" uses notification.toolkit.fluxcd.io/v1beta2, which Flux does not serve from 2.9 on.`, [kind]),
			"Write notification.toolkit.fluxcd.io/v1beta3.",
		])}
	}
}

test_the_release_can_be_configured if {
	_level_in("2.6", "kustomize.toolkit.fluxcd.io/v1beta2") == {"warning"}
	_level_in("v2.8.3", "kustomize.toolkit.fluxcd.io/v1beta2") == {"error"}
	_level_in("2.10", "image.toolkit.fluxcd.io/v1beta2") == {"error"}
	_level_in("2.9", "image.toolkit.fluxcd.io/v1beta2") == {"error"}
}

test_what_is_no_release_counts_as_not_configured if {
	every flux in ["", "latest", "2", "02.8", 2.8, null, [], "2.8x"] {
		_level_in(flux, "kustomize.toolkit.fluxcd.io/v1beta2") == {"error"}
		_level_in(flux, "image.toolkit.fluxcd.io/v1beta2") == {"warning"}
	}
}

test_other_groups_pass if {
	_level("kustomize.config.k8s.io/v1beta1", "Kustomization") == set()
	_level("apps/v1beta1", "Deployment") == set()
	_level("v1beta1", "Kustomization") == set()
}

test_wrong_types_are_nothing if {
	every manifest in [5, "x", null, [], {"apiVersion": 5}, {"apiVersion": ["x"]}, {"kind": "Kustomization"}] {
		findings := rule.report with input as {"mergegate": {"scope": "resource"}, "resources": [manifest]}
		findings == set()
	}
	_level("source.toolkit.fluxcd.io/v1beta1", 5) == {"error"}
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
