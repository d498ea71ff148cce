package policies.sync.flux_helm_drift_off_test

import data.policies.sync.flux_helm_drift_off as rule

_release(spec) := {
	"apiVersion": "helm.toolkit.fluxcd.io/v2",
	"kind": "HelmRelease",
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_overlay(environment, resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"environment": environment}},
	"resources": resources,
}

_report(environment, spec) := findings if findings := rule.report with input as _overlay(environment, [_release(spec)])

_mode(mode) := {"driftDetection": {"mode": mode}}

test_no_detection_warns if {
	_report("production", {}) == {{
		"at": 0,
		"path": ["spec", "driftDetection", "mode"],
		"message": concat(" ", [
			`HelmRelease "podinfo" keeps changes by hand: spec.driftDetection.mode is not set.`,
			"Set spec.driftDetection.mode: enabled.",
		]),
	}}
	every spec in [_mode("disabled"), _mode(""), _mode(null), {"driftDetection": {}}, {"driftDetection": null}] {
		count(_report("production", spec)) == 1
		count(_report("staging", spec)) == 1
	}
}

test_a_warning_is_enough_outside_production if {
	count(_report("production", _mode("warn"))) == 1
	_report("development", _mode("warn")) == set()
}

test_correction_passes if {
	_report("production", _mode("enabled")) == set()
	ignoring := {"driftDetection": {"mode": "enabled", "ignore": [{"paths": ["/spec/replicas"]}]}}
	_report("production", ignoring) == set()
}

test_what_is_filled_in_later_is_unknown if {
	every spec in [_mode("${MODE}"), {"driftDetection": "${DRIFT}"}, _mode(5), _mode([])] {
		_report("production", spec) == set()
	}
	patched := {"overlay": {"patches": ["kind: HelmRelease\nspec:\n  driftDetection: {mode: enabled}"]}}
	findings := rule.report with input as object.union(_overlay("production", [_release({})]), {"mergegate": patched})
	findings == set()
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _release({})
	findings == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		_report("production", spec) == set()
	}
	count(_report("production", {"driftDetection": 5})) == 1
}

test_warns_in_production_off_elsewhere if rule.severity == {"production": "warning", "elsewhere": "off"}
