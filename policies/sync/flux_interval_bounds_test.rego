package policies.sync.flux_interval_bounds_test

import data.policies.sync.flux_interval_bounds as rule

_groups := {
	"Kustomization": "kustomize.toolkit.fluxcd.io/v1",
	"HelmRelease": "helm.toolkit.fluxcd.io/v2",
	"Receiver": "notification.toolkit.fluxcd.io/v1",
}

_object(kind, spec) := {
	"apiVersion": object.get(_groups, kind, "source.toolkit.fluxcd.io/v1"),
	"kind": kind,
	"metadata": {"name": "apps", "namespace": "flux-system"},
	"spec": spec,
}

_overlay(environment, resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "x", "environment": environment}},
	"resources": resources,
}

_report(environment, resources) := findings if {
	findings := rule.report with input as _overlay(environment, resources)
}

_levels(environment, resources) := {[finding.at, finding.severity.production, finding.severity.elsewhere] |
	some finding in _report(environment, resources)
}

_level(kind, interval) := _levels("production", [_object(kind, {"interval": interval})])

test_a_short_interval_warns if {
	_report("production", [_object("Kustomization", {"interval": "10s"})]) == {{
		"at": 0,
		"path": ["spec", "interval"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Kustomization "apps" is reconciled every 10s, less than 30s: it asks all the time.`,
			"Write a longer interval, such as 5m.",
		]),
	}}
	every kind in ["Bucket", "GitRepository", "HelmChart", "HelmRelease", "HelmRepository", "OCIRepository"] {
		_level(kind, "29s") == {[0, "warning", "note"]}
	}
}

test_a_long_interval_is_a_note if {
	_report("production", [_object("GitRepository", {"interval": "24h"})]) == {{
		"at": 0,
		"path": ["spec", "interval"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`GitRepository "apps" is reconciled every 24h, more than 1h: changes and drift wait for it.`,
			"Write a shorter one, or add a Receiver.",
		]),
	}}
	every kind in ["Bucket", "HelmChart", "HelmRelease", "Kustomization"] {
		_level(kind, "1h1s") == {[0, "note", "note"]}
	}
}

test_bounds_belong_to_the_range if {
	every interval in ["30s", "5m", "1h", "60m"] {
		_level("Kustomization", interval) == set()
		_level("GitRepository", interval) == set()
	}
}

test_outside_production_a_kustomization_is_quicker if {
	every environment in ["development", "staging"] {
		_levels(environment, [_object("Kustomization", {"interval": "11m"})]) == {[0, "note", "note"]}
		_levels(environment, [_object("Kustomization", {"interval": "10m"})]) == set()
		_levels(environment, [_object("HelmRelease", {"interval": "1h"})]) == set()
	}
}

test_registries_may_be_asked_rarely if {
	_level("HelmRepository", "24h") == set()
	_level("OCIRepository", "24h") == set()
	_levels("production", [_object("HelmRepository", {"type": "oci", "interval": "1s"})]) == set()
}

_receiver(target) := _object("Receiver", {"resources": [5, target]})

test_what_a_receiver_wakes_may_poll_rarely if {
	source := _object("GitRepository", {"interval": "24h"})
	every target in [
		{"kind": "GitRepository", "name": "apps"},
		{"kind": "GitRepository", "name": "*"},
		{"kind": "GitRepository", "name": "apps", "namespace": "flux-system"},
	] {
		_levels("production", [source, _receiver(target)]) == set()
	}
	every target in [
		{"kind": "GitRepository", "name": "other"},
		{"kind": "Bucket", "name": "apps"},
		{"kind": "GitRepository", "name": "apps", "namespace": "other"},
		"GitRepository",
	] {
		_levels("production", [source, _receiver(target)]) == {[0, "note", "note"]}
	}
	short := _object("GitRepository", {"interval": "1s"})
	_levels("production", [short, _receiver({"kind": "GitRepository", "name": "apps"})]) == {[0, "warning", "note"]}
}

test_so_may_what_follows_its_source if {
	woken := _receiver({"kind": "GitRepository", "name": "fleet"})
	reference := {"kind": "GitRepository", "name": "fleet"}
	every resource in [
		_object("Kustomization", {"interval": "24h", "sourceRef": reference}),
		_object("HelmRelease", {"interval": "24h", "chart": {"spec": {"sourceRef": reference}}}),
		_object("HelmRelease", {"interval": "24h", "chartRef": reference}),
	] {
		_levels("production", [resource, woken]) == set()
		_levels("production", [resource]) == {[0, "note", "note"]}
	}
	elsewhere := object.union(reference, {"namespace": "other"})
	other := _object("Kustomization", {"interval": "24h", "sourceRef": elsewhere})
	_levels("production", [other, woken]) == {[0, "note", "note"]}
}

test_bounds_are_configured if {
	config := {"parameters": {"flux-interval-bounds": {"shortest": "5m", "longest": "x", "longest_elsewhere": 5}}}
	findings := rule.report with input as _overlay("test", [
		_object("Kustomization", {"interval": "4m"}),
		_object("Bucket", {"interval": "2h"}),
		_object("Kustomization", {"interval": "20m"}),
	])
		with data.mergegate_config as config
	{finding.at | some finding in findings} == {0, 1, 2}
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _object("Kustomization", {"interval": "1s"})
	findings == set()
}

test_what_is_no_duration_is_unknown if {
	every interval in ["${INTERVAL}", "1 hour", "", 5, null, [], "10"] {
		_level("Kustomization", interval) == set()
	}
	every spec in [{}, null, 5, "x", []] {
		_levels("production", [_object("Kustomization", spec)]) == set()
	}
	receiver := _object("Receiver", {"resources": "x"})
	_levels("production", [receiver, _object("Bucket", {"interval": "1s"})]) == {[1, "warning", "note"]}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
