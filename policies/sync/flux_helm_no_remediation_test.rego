package policies.sync.flux_helm_no_remediation_test

import data.policies.sync.flux_helm_no_remediation as rule

_release(spec) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(spec) := findings if findings := rule.report with input as _overlay([_release(spec)])

_found(spec) := {[concat(".", finding.path), object.get(finding, ["severity", "production"], "warning")] |
	some finding in _report(spec)
}

_retries(number) := {"remediation": {"retries": number}}

_both(install, upgrade) := {"install": install, "upgrade": upgrade}

test_no_retries_warn_once if {
	_report({}) == {{
		"at": 0,
		"path": ["spec", "upgrade", "remediation"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`HelmRelease "podinfo" does not retry a failed upgrade: spec.upgrade.remediation.retries is not set.`,
			"Set it to a few, or strategy RetryOnFailure.",
		]),
	}}
	every spec in [
		{"upgrade": {}}, {"upgrade": null}, {"upgrade": {"remediation": null}}, {"upgrade": _retries(null)},
		{"upgrade": _retries(0)}, _both(_retries(3), {}), {"upgrade": {"strategy": {"name": "RemediateOnFailure"}}},
	] {
		_found(spec) == {["spec.upgrade.remediation", "warning"]}
	}
}

test_a_missing_retry_of_the_install_alone_is_a_note if {
	_report({"upgrade": _retries(3), "install": _retries(0)}) == {{
		"at": 0,
		"path": ["spec", "install", "remediation"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`HelmRelease "podinfo" does not retry a failed install: spec.install.remediation.retries is 0.`,
			"Set it to a few, or strategy RetryOnFailure.",
		]),
	}}
	_found({"upgrade": _retries(3)}) == {["spec.install.remediation", "note"]}
}

test_endless_retries_warn if {
	_report(_both(_retries(3), _retries(-1))) == {{
		"at": 0,
		"path": ["spec", "upgrade", "remediation", "retries"],
		"message": concat(" ", [
			`HelmRelease "podinfo" retries a failed upgrade without end: spec.upgrade.remediation.retries is -1.`,
			"Set it to a few.",
		]),
	}}
	_found(_both(_retries(-1), _retries(3))) == {["spec.install.remediation.retries", "warning"]}
}

test_retries_and_the_other_strategy_pass if {
	retry := {"strategy": {"name": "RetryOnFailure"}}
	every spec in [
		_both(_retries(3), _retries(3)), _both(retry, retry), _both(_retries(1), retry),
		_both(retry, object.union(retry, _retries(-1))),
	] {
		_found(spec) == set()
	}
}

test_the_feature_gate_is_configured if {
	config := {"parameters": {"flux-helm-no-remediation": {"retries_by_default": true}}}
	every spec, expected in {{}: 0, {"upgrade": {"strategy": {"name": "RemediateOnFailure"}}}: 1} {
		findings := _report(spec) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_what_a_patch_above_may_set_is_unknown if {
	every patch in ["kind: HelmRelease\n  remediation:", "kind: HelmRelease\n  strategy: {name: RetryOnFailure}"] {
		patched := {"overlay": {"patches": [patch]}}
		findings := rule.report with input as object.union(_overlay([_release({})]), {"mergegate": patched})
		findings == set()
	}
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _release({})
	findings == set()
}

test_what_is_filled_in_later_is_unknown if {
	every upgrade in [
		"${UPGRADE}", {"remediation": "${REMEDIATION}"}, _retries("${RETRIES}"), {"strategy": {"name": "${STRATEGY}"}},
	] {
		_found(_both(_retries(3), upgrade)) == set()
	}
}

test_wrong_types_are_not_evaluated if {
	every value in [5, "x", []] {
		_found(_both(value, value)) == {["spec.upgrade.remediation", "warning"]}
		_found(_both(_retries(3), {"strategy": value})) == {["spec.upgrade.remediation", "warning"]}
	}
	every spec in [null, 5, "x", []] {
		_found(spec) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
