package policies.sync.flux_image_push_prod_test

import data.policies.sync.flux_image_push_prod as rule

_automation(spec) := {
	"apiVersion": "image.toolkit.fluxcd.io/v1",
	"kind": "ImageUpdateAutomation",
	"metadata": {"name": "shop", "namespace": "flux-system"},
	"spec": object.union({"sourceRef": {"kind": "GitRepository", "name": "fleet"}}, spec),
}

_repository(spec) := {
	"apiVersion": "source.toolkit.fluxcd.io/v1",
	"kind": "GitRepository",
	"metadata": {"name": "fleet", "namespace": "flux-system"},
	"spec": spec,
}

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_report(resources) := findings if findings := rule.report with input as _overlay(resources)

_count(resources) := count(_report(resources))

_main := {"checkout": {"ref": {"branch": "main"}}}

_git(push) := {"git": object.union(_main, {"push": push}), "update": {"path": "./apps/production"}}

_at(path) := {"git": _main, "update": {"path": path}}

test_pushing_to_the_branch_that_is_checked_out_is_an_error if {
	_report([_automation(_git({"branch": "main"}))]) == {{
		"at": 0,
		"path": ["spec", "git", "push", "branch"],
		"message": concat(" ", [
			`ImageUpdateAutomation "shop" updates "./apps/production" and pushes to branch "main", which it checks out,`,
			"so new images reach production without a review. Push to another branch.",
		]),
	}}
	every push in [{}, null, {"branch": ""}, {"branch": null}] {
		_count([_automation(_git(push))]) == 1
	}
}

test_another_branch_passes if {
	_count([_automation(_git({"branch": "image-updates"}))]) == 0
}

test_the_branch_of_the_source_counts if {
	pushing := _automation({"git": {"push": {"branch": "main"}}})
	_count([pushing, _repository({"ref": {"branch": "main"}})]) == 1
	_count([pushing, _repository({"ref": {"branch": "develop"}})]) == 0
	_count([pushing, _repository({})]) == 0
	_count([_automation({"git": {"push": {"branch": "master"}}}), _repository({})]) == 1
	_count([pushing, _repository({"ref": {"tag": "v1.0.0"}})]) == 0
	_count([pushing]) == 0
	elsewhere := object.union(pushing, {"spec": {"sourceRef": {"namespace": "other"}}})
	_count([elsewhere, _repository({"ref": {"branch": "main"}})]) == 0
}

test_without_a_branch_it_is_the_one_checked_out_whichever_that_is if {
	_report([_automation({"git": {"commit": {}}})]) == {{
		"at": 0,
		"path": ["spec", "git", "push", "branch"],
		"message": concat(" ", [
			`ImageUpdateAutomation "shop" updates "." and pushes to the branch that it checks out,`,
			"so new images reach production without a review. Push to another branch.",
		]),
	}}
}

test_without_a_branch_anywhere_nothing_is_pushed if {
	every push in [{}, null, {"branch": ""}] {
		_count([_automation({"git": {"push": push}}), _repository({})]) == 0
	}
}

test_a_refspec_pushes_as_well if {
	findings := _report([_automation(_git({"branch": "auto", "refspec": "auto:refs/heads/main"}))])
	{finding.path | some finding in findings} == {["spec", "git", "push", "refspec"]}
	every refspec in ["refs/heads/auto:refs/heads/auto", "refs/heads/auto:refs/for/main", 5, null] {
		_count([_automation(_git({"branch": "auto", "refspec": refspec}))]) == 0
	}
}

test_other_environments_pass if {
	every path in [
		"./apps/staging", "clusters/dev", "./clusters/non-production/apps", "./envs/preprod", "apps/shop-test", "./Dev/x",
	] {
		_count([_automation(_at(path))]) == 0
	}
	every path in [
		"./apps/production", "./clusters/prod-eu", "./", "", "/", "./clusters/my-cluster", "./staging/prod", "./device",
	] {
		_count([_automation(_at(path))]) == 1
	}
}

test_words_are_configured if {
	config := {"parameters": {"flux-image-push-prod": {"other_environments": ["Playground", 5]}}}
	every path, expected in {"./playground": 0, "./dev": 1} {
		findings := _report([_automation(_at(path))]) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_what_is_filled_in_later_is_unknown if {
	every spec in [
		_at("./clusters/${CLUSTER}"), _git("${PUSH}"), _git({"branch": "${BRANCH}"}),
		{"git": {"checkout": {"ref": {"branch": "${BRANCH}"}}}}, {"git": {"checkout": {"ref": {"tag": "v1"}}}},
	] {
		_count([_automation(spec)]) == 0
	}
	substituted := _repository({"ref": {"branch": "${BRANCH}"}})
	_count([_automation({"git": {"push": {"branch": "main"}}}), substituted]) == 0
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _automation(_git({}))
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_count([_automation({"git": value})]) == 0
		_count([object.union(_automation({}), {"spec": value})]) == 0
	}
	_count([_automation({"git": object.union(_main, {"push": 5})})]) == 1
	_count([_automation({"git": {"push": {"branch": "main"}}}), _repository(5)]) == 0
}

test_errors_in_production_notes_elsewhere if rule.severity == {"production": "error", "elsewhere": "note"}
