package policies.resources.res_limitrange_missing_test

import data.policies.resources.res_limitrange_missing as rule

_whole(resources) := {
	"mergegate": {"scope": "overlay", "overlay": {"path": "apps/shop", "environment": "production"}},
	"resources": resources,
}

_report(resources) := findings if findings := rule.report with input as _whole(resources)

_at(resources) := {finding.at | some finding in _report(resources)}

_object(version, kind, name, spec) := {
	"apiVersion": version,
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

_space(name) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}

_bound(space) := {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "bound", "namespace": space}}

test_a_namespace_without_one_is_found if {
	_report([_space("shop")]) == {{
		"at": 0,
		"path": ["metadata", "name"],
		"message": concat(" ", [
			`Namespace "shop" has no LimitRange in this overlay, so containers that ask for nothing get no defaults.`,
			"Add one.",
		]),
	}}
}

test_one_in_the_namespace_passes if {
	every space in ["shop", "", null, "${NS}"] { _at([_space("shop"), _bound(space)]) == set() }
}

test_one_in_another_namespace_does_not if _at([_space("shop"), _bound("other")]) == {0}

test_no_namespace_is_nothing if _at([_object("v1", "Pod", "web", {}), 5, null]) == set()

test_custom_resources_alone_leave_it_unknown if {
	release := _object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "web", {})
	_at([_space("shop"), release]) == set()
	_at([_space("shop"), _space("other"), release]) == {1}
	_at([_space("shop"), release, _object("v1", "Pod", "web", {})]) == {0}
	_at([_space("shop"), _object("networking.k8s.io/v1", "NetworkPolicy", "web", {})]) == {0}
}

test_namespaces_of_the_cluster_are_exempt if {
	every name in ["default", "kube-system", "openshift-monitoring"] { _at([_space(name)]) == set() }
	config := {"parameters": {"res-limitrange-missing": {"exempt": ["team-*"]}}}
	spaces := [_space("team-shop"), _space("kube-system")]
	found := rule.report with input as _whole(spaces) with data.mergegate_config as config
	{finding.at | some finding in found} == {1}
	every wrong in [5, null, [5, null]] {
		odd := {"parameters": {"res-limitrange-missing": {"exempt": wrong}}}
		count(rule.report) == 2 with input as _whole(spaces) with data.mergegate_config as odd
	}
}

test_field_absent_and_wrong_types if {
	every name in [null, 5, "", [], "${NAME}"] { _at([_space(name)]) == set() }
	_at([{"apiVersion": "v1", "kind": "Namespace"}]) == set()
	_at([_space("shop"), {"apiVersion": "v1", "kind": "LimitRange", "metadata": 5}]) == set()
}

test_one_object_alone_says_nothing if rule.report == set() with input as _space("shop")

test_severity if rule.severity == {"production": "note", "elsewhere": "off"}
