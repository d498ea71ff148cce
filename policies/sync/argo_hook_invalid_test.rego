package policies.sync.argo_hook_invalid_test

import data.policies.sync.argo_hook_invalid as rule

_object(kind, annotations, spec) := {
	"apiVersion": object.get({"Job": "batch/v1"}, kind, "v1"),
	"kind": kind,
	"metadata": {"name": "migrate", "annotations": annotations},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_hook(value) := _object("Job", {"argocd.argoproj.io/hook": value}, {})

_policy(value) := _object(
	"Job",
	{"argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/hook-delete-policy": value},
	{},
)

test_a_phase_that_does_not_exist_is_found if {
	_report(_hook("presync")) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/hook"],
		"message": concat(" ", [
			`Job "migrate" has the annotation argocd.argoproj.io/hook with "presync", which Argo CD does not know.`,
			"Write one of PostDelete, PostSync, PreDelete, PreSync, Skip, Sync and SyncFail.",
		]),
	}}
	every value in ["pre-install", "PreSync,Before", "PreSync;PostSync", "", " ", ",", 5, true, ["PreSync"], {}] {
		_paths(_hook(value)) == {["metadata", "annotations", "argocd.argoproj.io/hook"]}
	}
}

test_a_policy_that_does_not_exist_is_found if {
	every value in ["Always", "HookSucceeded,Never", "hook-succeeded", "", 5] {
		_paths(_policy(value)) == {["metadata", "annotations", "argocd.argoproj.io/hook-delete-policy"]}
	}
}

test_phases_and_policies_pass if {
	every value in [
		"PreSync", "Sync", "PostSync", "SyncFail", "Skip", "PreDelete", "PostDelete", "PreSync, PostSync", "Sync,",
		"${PHASE}", null,
	] {
		_report(_hook(value)) == set()
	}
	every value in ["HookSucceeded", "HookFailed", "BeforeHookCreation", "BeforeHookCreation,HookSucceeded", null] {
		_report(_policy(value)) == set()
	}
}

test_hooks_of_helm_are_another_matter if {
	_report(_object("Job", {"helm.sh/hook": "test", "helm.sh/hook-delete-policy": "before-hook-creation"}, {})) == set()
}

test_wrong_types_elsewhere_are_nothing if {
	every manifest in [{"kind": "Job"}, {"metadata": 5}, {"metadata": {"annotations": "x"}}, {"metadata": null}] {
		_report(manifest) == set()
	}
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
