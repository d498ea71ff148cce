package policies.sync.argo_project_role_wildcard_test

import data.policies.sync.argo_project_role_wildcard as rule

_project(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_policies(policies) := _project({"roles": [{"name": "ci", "policies": policies}]})

_tokens(tokens) := _project({"roles": [{"name": "ci", "jwtTokens": tokens}]})

test_every_action_is_found if {
	_report(_policies(["p, proj:shop:ci, applications, *, shop/*, allow"])) == {{
		"at": 0,
		"path": ["spec", "roles", 0, "policies", 0],
		"message": concat(" ", [
			`The role "ci" of AppProject "shop" allows every action on applications:`,
			`policy "p, proj:shop:ci, applications, *, shop/*, allow". List what the role needs.`,
		]),
	}}
}

test_every_resource_is_found if {
	found := _report(_policies(["p,proj:shop:ci,*,get,shop/*,allow", "p, proj:shop:ci, *, *, *, allow"]))
	{finding.path[4] | some finding in found} == {0, 1}
}

test_narrow_policies_pass if {
	_report(_policies([
		"p, proj:shop:ci, applications, get, shop/*, allow", "p, proj:shop:ci, applications, *, shop/*, deny",
		"p, proj:shop:ci, applications, action/*, shop/*, allow", "g, acme:team, proj:shop:ci", "", "*",
	])) == set()
}

test_tokens_without_expiry_are_found if {
	_report(_tokens([{"iat": 1, "exp": 2}, {"iat": 1}])) == {{
		"at": 0,
		"path": ["spec", "roles", 0, "jwtTokens", 1, "exp"],
		"message": concat(" ", [
			`A token of the role "ci" of AppProject "shop" never expires: jwtTokens[1] has no exp.`,
			"Replace it by one that does.",
		]),
	}}
	count(_report(_tokens([{"iat": 1, "exp": 0}, {"iat": 1, "exp": null}]))) == 2
}

test_wrong_types_are_nothing if {
	every roles in [null, 5, "x", {}, [5, null, {"policies": "p", "jwtTokens": 5}], [{"policies": [5]}]] {
		_report(_project({"roles": roles})) == set()
	}
}

test_is_as_bad_elsewhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
