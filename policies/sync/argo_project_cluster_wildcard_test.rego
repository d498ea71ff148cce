package policies.sync.argo_project_cluster_wildcard_test

import data.policies.sync.argo_project_cluster_wildcard as rule

_project(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_allowing(entries) := _project({"clusterResourceWhitelist": entries})

test_every_kind_is_found if {
	_report(_allowing([{"group": "", "kind": "Namespace"}, {"group": "*", "kind": "*"}])) == {{
		"at": 0,
		"path": ["spec", "clusterResourceWhitelist", 1],
		"message": concat(" ", [
			`AppProject "shop" may create any cluster-scoped object:`,
			"spec.clusterResourceWhitelist[1] is group * and kind *. List the kinds needed.",
		]),
	}}
	count(_report(_allowing([{"group": "*", "kind": "*", "name": "*"}]))) == 1
}

test_narrower_entries_pass if {
	every entry in [
		{"group": "", "kind": "Namespace"}, {"group": "*", "kind": "Namespace"},
		{"group": "rbac.authorization.k8s.io", "kind": "*"}, {"group": "*", "kind": "*", "name": "shop-*"},
		{"group": "${GROUP}", "kind": "*"}, {"kind": "*"},
	] {
		_report(_allowing([entry])) == set()
	}
}

test_no_whitelist_denies_all if {
	_report(_allowing([])) == set()
	_report(_project({})) == set()
	_report(_project({"clusterResourceBlacklist": []})) == set()
}

test_wrong_types_are_nothing if {
	every entries in [null, 5, "x", {}, [5, null, "*"], [{"group": 5, "kind": []}]] {
		_report(_allowing(entries)) == set()
	}
	_report({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": null}) == set()
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
