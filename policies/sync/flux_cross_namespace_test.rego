package policies.sync.flux_cross_namespace_test

import data.policies.lib.flux
import data.policies.sync.flux_cross_namespace as rule

_object(kind, spec) := {
	"apiVersion": sprintf("%s/v1", [flux.groups[kind]]),
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(kind, spec) := {finding.path | some finding in _report(_object(kind, spec))}

_other := {"kind": "GitRepository", "name": "infra", "namespace": "platform"}

test_a_source_elsewhere_is_a_note if {
	_report(_object("Kustomization", {"sourceRef": _other})) == {{
		"at": 0,
		"path": ["spec", "sourceRef", "namespace"],
		"message": concat(" ", [
			`Kustomization "shop" in namespace "shop" refers to "infra" in namespace "platform" by spec.sourceRef.`,
			"Keep what it needs in its own namespace.",
		]),
	}}
}

test_every_reference_counts if {
	_paths("Kustomization", {"dependsOn": [{"name": "x"}, _other]}) == {["spec", "dependsOn", 1, "namespace"]}
	chart := {"spec": {"sourceRef": _other}}
	_paths("HelmRelease", {"chart": chart}) == {["spec", "chart", "spec", "sourceRef", "namespace"]}
	_paths("HelmRelease", {"chartRef": _other, "dependsOn": [_other]}) == {
		["spec", "chartRef", "namespace"],
		["spec", "dependsOn", 0, "namespace"],
	}
	_paths("ImageUpdateAutomation", {"sourceRef": _other}) == {["spec", "sourceRef", "namespace"]}
	_paths("Alert", {"providerRef": _other}) == {["spec", "providerRef", "namespace"]}
}

test_references_at_home_pass if {
	every reference in [{"name": "x"}, {"name": "x", "namespace": "shop"}, {"name": "x", "namespace": ""}] {
		_paths("Kustomization", {"sourceRef": reference, "dependsOn": [reference]}) == set()
	}
}

test_shared_sources_are_exempt if {
	shared := {"kind": "GitRepository", "name": "infra", "namespace": "flux-system"}
	_paths("Kustomization", {"sourceRef": shared}) == set()
	_paths("HelmRelease", {"chart": {"spec": {"sourceRef": shared}}}) == set()
	_paths("Kustomization", {"sourceRef": {"name": "flux-system", "namespace": "flux"}}) == set()
	_paths("Kustomization", {"dependsOn": [shared]}) == {["spec", "dependsOn", 0, "namespace"]}
}

test_shared_namespaces_are_configured if {
	every names, expected in {["platform"]: 0, ["x"]: 1} {
		config := {"parameters": {"flux-cross-namespace": {"shared_namespaces": names}}}
		findings := _report(_object("Kustomization", {"sourceRef": _other})) with data.mergegate_config as config
		count(findings) == expected
	}
	config := {"parameters": {"flux-cross-namespace": {"shared_namespaces": "platform"}}}
	findings := _report(_object("Kustomization", {"sourceRef": _other})) with data.mergegate_config as config
	count(findings) == 1
}

test_what_is_unknown_is_no_finding if {
	homeless := object.union(_object("Kustomization", {"sourceRef": _other}), {"metadata": {"namespace": null}})
	_report(homeless) == set()
	substituted := object.union(homeless, {"metadata": {"namespace": "${NAMESPACE}"}})
	_report(substituted) == set()
	_paths("Kustomization", {"sourceRef": {"name": "x", "namespace": "${NAMESPACE}"}}) == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], [null], {"namespace": 5}] {
		_paths("Kustomization", {"sourceRef": value, "dependsOn": value}) == set()
		_paths("HelmRelease", {"chart": value, "chartRef": value}) == set()
		_paths("HelmRelease", value) == set()
	}
}

test_notes_everywhere if rule.severity == {"production": "note", "elsewhere": "note"}
