package policies.secrets.eso_api_removed_test

import data.policies.secrets.eso_api_removed as rule

_object(version, kind) := {
	"apiVersion": sprintf("external-secrets.io/%s", [version]),
	"kind": kind,
	"metadata": {"name": "shop"},
}

_level(version, release) := finding.severity.production if {
	config := {"parameters": {"eso-api-removed": {"eso_version": release}}}
	some finding in rule.report with input as _object(version, "SecretStore") with data.mergegate_config as config
}

_count(manifest) := count(report) if {
	report := rule.report with input as manifest
}

test_a_removed_version_is_found if {
	report := rule.report with input as _object("v1beta1", "ExternalSecret")
	report == {{
		"at": 0,
		"path": ["apiVersion"],
		"severity": {"production": "error", "elsewhere": "error"},
		"message": concat(" ", [
			"ExternalSecret \"shop\" uses external-secrets.io/v1beta1, which External Secrets does not serve from 0.17 on.",
			"Write external-secrets.io/v1.",
		]),
	}}
}

test_all_kinds_that_graduated_count if {
	every kind in ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"] {
		_count(_object("v1beta1", kind)) == 1
		_count(_object("v1alpha1", kind)) == 1
		_count(_object("v1", kind)) == 0
	}
}

test_kinds_that_stay_alpha_pass if {
	_count(_object("v1alpha1", "PushSecret")) == 0
	_count({"apiVersion": "generators.external-secrets.io/v1alpha1", "kind": "Password"}) == 0
}

test_what_the_release_still_serves_is_a_warning if {
	_level("v1beta1", "0.16") == "warning"
	_level("v1alpha1", "0.16") == "error"
	_level("v1alpha1", "0.15.1") == "warning"
	_level("v1beta1", "v0.17.0") == "error"
	_level("v1beta1", "2.0") == "error"
}

test_what_is_no_version_counts_as_the_default if {
	every release in [5, null, "", "latest"] { _level("v1beta1", release) == "error" }
}

test_other_versions_are_unknown if {
	every version in ["v1", "v2", "${VERSION}", ""] { _count(_object(version, "SecretStore")) == 0 }
	_count({"kind": "SecretStore"}) == 0
	_count({"apiVersion": 5, "kind": "SecretStore"}) == 0
	_count({"apiVersion": "v1beta1", "kind": "SecretStore"}) == 0
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
