package policies.sync.flux_retry_interval_missing_test

import data.policies.sync.flux_retry_interval_missing as rule

_kustomization(spec) := {
	"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
	"kind": "Kustomization",
	"metadata": {"name": "apps"},
	"spec": spec,
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(spec) := findings if findings := rule.report with input as _overlay([_kustomization(spec)])

test_a_long_interval_without_a_retry_is_a_note if {
	_report({"interval": "1h"}) == {{
		"at": 0,
		"path": ["spec", "retryInterval"],
		"message": concat(" ", [
			`Kustomization "apps" retries a failure only after its interval, 1h: spec.retryInterval is not set.`,
			"Set it to a few minutes.",
		]),
	}}
	count(_report({"interval": "10m", "retryInterval": null})) == 1
}

test_short_intervals_and_retries_pass if {
	every spec in [
		{"interval": "9m59s"}, {"interval": "1h", "retryInterval": "2m"}, {"interval": "1h", "retryInterval": "${RETRY}"},
	] {
		_report(spec) == set()
	}
}

test_the_bound_is_configured if {
	every longest, expected in {"30m": 0, "5m": 1, "soon": 1} {
		config := {"parameters": {"flux-retry-interval-missing": {"longest": longest}}}
		findings := _report({"interval": "20m"}) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_what_is_unknown_is_no_finding if {
	every spec in [{"interval": "${INTERVAL}"}, {"interval": 5}, {}, null, 5, "x", []] {
		_report(spec) == set()
	}
	patched := {"overlay": {"patches": ["kind: Kustomization\nspec:\n  retryInterval: 5m"]}}
	resources := [_kustomization({"interval": "1h"})]
	findings := rule.report with input as object.union(_overlay(resources), {"mergegate": patched})
	findings == set()
}

test_one_object_alone_may_be_patched_later if {
	findings := rule.report with input as _kustomization({"interval": "1h"})
	findings == set()
}

test_notes_in_production_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
