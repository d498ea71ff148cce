package policies.rbac.argo_rbac_open_test

import data.policies.rbac.argo_rbac_open as rule

_config(entries) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "argocd-rbac-cm"},
	"data": entries,
}

_found(entries) := {[finding.path[1], finding.severity.production] |
	some finding in rule.report with input as _config(entries)
}

_csv(lines) := {"policy.csv": concat("\n", lines)}

test_the_admin_role_for_everybody_is_found if {
	report := rule.report with input as _config({"policy.default": "role:admin"})
	report == {{
		"at": 0,
		"path": ["data", "policy.default"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ConfigMap \"argocd-rbac-cm\" gives everybody the role role:admin, which may do everything.",
			"Set policy.default: role:readonly.",
		]),
	}}
}

test_a_default_role_that_is_given_the_admin_role_is_found if {
	lines := ["g, role:all, role:more", "g, role:more, role:admin", "g, role:other, role:readonly"]
	_found(object.union(_csv(lines), {"policy.default": "role:all"})) == {["policy.default", "error"]}
	_found(object.union(_csv(lines), {"policy.default": "role:other"})) == set()
}

test_a_default_role_that_changes_something_warns if {
	lines := ["p, role:all, applications, get, */*, allow", "p, role:all, applications, sync, */*, allow"]
	report := rule.report with input as _config(object.union(_csv(lines), {"policy.default": "role:all"}))
	report == {{
		"at": 0,
		"path": ["data", "policy.default"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			"ConfigMap \"argocd-rbac-cm\" gives everybody the role role:all, which may do more than read:",
			"sync on applications. Set policy.default: role:readonly.",
		]),
	}}
}

test_a_default_role_that_reads_passes if {
	every role in ["", "role:readonly", "role:unknown", "${ROLE}"] {
		_found({"policy.default": role}) == set()
	}
	lines := ["p, role:all, applications, get, */*, allow", "p, role:all, applications, sync, */*, deny"]
	_found(object.union(_csv(lines), {"policy.default": "role:all"})) == set()
	_found(_csv(["p, role:all, applications, sync, shop/*, allow"])) == set()
}

test_a_line_that_allows_everything_to_everybody_is_found if {
	report := rule.report with input as _config(_csv(["# all", "p, *, *, *, */*, allow"]))
	report == {{
		"at": 0,
		"path": ["data", "policy.csv"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			"ConfigMap \"argocd-rbac-cm\" allows everything to everybody in data['policy.csv'].",
			"Allow what is needed, on the projects that are.",
		]),
	}}
	_found(_csv(["p,*,*,*,*,allow"])) == {["policy.csv", "error"]}
	_found(_csv(["g, *, role:admin\r"])) == {["policy.csv", "error"]}
	_found(_csv(["\tg, \"*\", role:admin"])) == {["policy.csv", "error"]}
}

test_a_named_subject_that_may_do_everything_warns if {
	report := rule.report with input as _config(_csv(["p, role:ops, *, *, *, allow", "p, jane, *, *, */*, allow"]))
	report == {{
		"at": 0,
		"path": ["data", "policy.csv"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			"ConfigMap \"argocd-rbac-cm\" allows everything to jane and role:ops in data['policy.csv'].",
			"Allow what is needed, on the projects that are.",
		]),
	}}
}

test_a_group_that_is_mapped_to_admin_is_meant if {
	_found(_csv(["g, platform-admins, role:admin", "p, role:admin, *, *, *, allow"])) == set()
}

test_narrower_lines_pass if {
	_found(_csv(["p, *, *, *, */*, deny"])) == set()
	_found(_csv(["p, *, applications, *, */*, allow"])) == set()
	_found(_csv(["p, *, *, get, */*, allow"])) == set()
	_found(_csv(["p, *, *, *, shop/*, allow"])) == set()
	_found(_csv(["# p, *, *, *, *, allow", "", "p", "g, *, role:readonly"])) == set()
}

test_every_policy_file_is_read if {
	line := "p, *, *, *, *, allow"
	_found({"policy.shop.csv": line, "policy.csv": line}) == {["policy.shop.csv", "error"], ["policy.csv", "error"]}
	_found({"policycsv": line, "policy.csv.bak": line, "scopes": line}) == set()
}

test_other_config_maps_pass if {
	config := _config({"policy.default": "role:admin"})
	report := rule.report with input as object.union(config, {"metadata": {"name": "argocd-cm"}})
	report == set()
	of_another_group := rule.report with input as object.union(config, {"apiVersion": "example.org/v1"})
	of_another_group == set()
}

test_absent_fields_and_wrong_types_pass if {
	_found({}) == set()
	_found(null) == set()
	_found("policy.default") == set()
	_found({"policy.default": ["role:admin"], "policy.csv": 5}) == set()
	_found({"policy.default": null, "policy.csv": null}) == set()
	without := rule.report with input as {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-rbac-cm"}}
	without == set()
}

test_errors_in_production_warns_elsewhere if {
	rule.severity == {"production": "error", "elsewhere": "warning"}
}
