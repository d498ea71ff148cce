package policies.sync.argo_project_source_namespaces_test

import data.policies.sync.argo_project_source_namespaces as rule

_project(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_from(patterns) := _project({"sourceNamespaces": patterns})

_said(pattern) := {split(split(finding.message, "Applications of ")[1], ":")[0] |
	some finding in _report(_from([pattern]))
}

test_every_namespace_is_found if {
	_report(_from(["shop", "*"])) == {{
		"at": 0,
		"path": ["spec", "sourceNamespaces", 1],
		"message": concat(" ", [
			`AppProject "shop" can be claimed by Applications of every namespace:`,
			`spec.sourceNamespaces holds "*". Name the team's namespaces.`,
		]),
	}}
	every pattern in ["**", "/.*/", "/^.+$/"] {
		_said(pattern) == {"every namespace"}
	}
}

test_the_namespace_of_argo_cd_is_found if {
	every pattern in ["argocd", "argo*", "/^argo.*$/", "argoc?"] {
		_said(pattern) == {"the namespace argocd, where Argo CD runs"}
	}
	_said("openshift-gitops") == {"the namespace openshift-gitops, where Argo CD runs"}
}

test_a_project_lives_where_argo_cd_does if {
	count(_report(object.union(_from(["gitops"]), {"metadata": {"namespace": "gitops"}}))) == 1
	_report(object.union(_from(["gitops"]), {"metadata": {"namespace": "argocd"}})) == set()
}

test_the_namespace_of_argo_cd_is_a_setting if {
	config := {"parameters": {"argo-project-source-namespaces": {"control_plane_namespaces": ["cd"]}}}
	found := rule.report with input as _from(["cd", "argocd"]) with data.mergegate_config as config
	{finding.path[2] | some finding in found} == {0}
}

test_namespaces_of_a_team_pass if {
	every pattern in ["shop", "shop-*", "/^shop-.*$/", "${NAMESPACE}", "!argocd", "/[/", ""] {
		_report(_from([pattern])) == set()
	}
	_report(_project({})) == set()
}

test_wrong_types_are_nothing if {
	every patterns in [null, 5, "*", {}, [5, null]] {
		_report(_from(patterns)) == set()
	}
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
