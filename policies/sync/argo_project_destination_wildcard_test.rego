package policies.sync.argo_project_destination_wildcard_test

import data.policies.sync.argo_project_destination_wildcard as rule

_project(destinations) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": {"destinations": destinations},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_found(destination) := {finding.severity.production | some finding in _report(_project([destination]))}

_local := "https://kubernetes.default.svc"

test_everything_everywhere_is_an_error if {
	_report(_project([{"server": _local, "namespace": "shop"}, {"server": "*", "namespace": "*"}])) == {{
		"at": 0,
		"path": ["spec", "destinations", 1],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`AppProject "shop" deploys to every namespace of every cluster: spec.destinations[1].`,
			"Name the namespaces of the team.",
		]),
	}}
	_found({"name": "*", "namespace": "*"}) == {"error"}
	_found({"server": _local, "name": "*", "namespace": "**"}) == {"error"}
	_found({"server": "https://*", "namespace": "*"}) == {"error"}
}

test_every_namespace_of_one_cluster_warns if {
	_report(_project([{"server": _local, "namespace": "*"}])) == {{
		"at": 0,
		"path": ["spec", "destinations", 0],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`AppProject "shop" deploys to every namespace of the cluster https://kubernetes.default.svc:`,
			"spec.destinations[0]. Name the namespaces of the team.",
		]),
	}}
	_found({"name": "prod-eu", "namespace": "*"}) == {"warning"}
	_found({"server": "https://*.prod.example", "namespace": "*"}) == {"warning"}
}

test_the_namespace_of_argo_cd_warns if {
	every destination in [
		{"server": _local, "namespace": "argocd"},
		{"server": "https://kubernetes.default", "namespace": "argocd"},
		{"name": "in-cluster", "namespace": "argocd"},
		{"server": "*", "namespace": "argocd"},
		{"name": "*", "namespace": "argo*"},
		{"server": _local, "namespace": "openshift-gitops"},
	] {
		_found(destination) == {"warning"}
	}
	_found({"server": "https://prod.example", "namespace": "argocd"}) == set()
	_found({"server": _local, "namespace": "argo"}) == set()
	_found({"server": _local, "namespace": "argocd-apps"}) == set()
}

test_the_namespace_of_argo_cd_can_be_configured if {
	config := {"parameters": {"argo-project-destination-wildcard": {"control_plane_namespaces": ["gitops"]}}}
	project := _project([{"server": _local, "namespace": "argocd"}, {"server": _local, "namespace": "gitops"}])
	found := rule.report with input as project with data.mergegate_config as config
	{finding.path | some finding in found} == {["spec", "destinations", 1]}
}

test_bounded_destinations_pass if {
	every destination in [
		{"server": _local, "namespace": "shop"},
		{"server": _local, "namespace": "shop-*"},
		{"server": "*", "namespace": "shop"},
		{"server": _local},
		{},
	] {
		_found(destination) == set()
	}
}

test_denials_pass if {
	every destination in [
		{"server": _local, "namespace": "!kube-system"},
		{"server": _local, "namespace": "!*"},
		{"server": "!https://prod.example", "namespace": "*"},
	] {
		_found(destination) == set()
	}
	denied := [{"server": "*", "namespace": "*"}, {"server": "*", "namespace": "!kube-system"}]
	{finding.path | some finding in _report(_project(denied))} == {["spec", "destinations", 0]}
}

test_without_a_cluster_nothing_is_allowed if _found({"namespace": "*"}) == set()

test_wrong_types_are_nothing if {
	every destinations in [null, 5, "*", {"a": {"server": "*"}}, [null, 5, "*", ["*"]]] {
		_report(_project(destinations)) == set()
	}
	_found({"server": ["*"], "namespace": 5}) == set()
	_found({"server": _local, "namespace": ["argocd"]}) == set()
	_found({"server": 5, "namespace": "*"}) == set()
	_report({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "spec": 5}) == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
