package policies.lib.argo_hooks_test

import data.policies.lib.argo_hooks

_object(annotations) := {"metadata": {"annotations": annotations}}

_types(annotations) := argo_hooks.types(_object(annotations))

test_phases_of_hooks if {
	_types({}) == set()
	_types(null) == set()
	_types({"argocd.argoproj.io/hook": "PreSync, PostSync,"}) == {"PreSync", "PostSync"}
	_types({"helm.sh/hook": "pre-install,pre-upgrade,test"}) == {"PreSync"}
	_types({"argocd.argoproj.io/hook": "Sync", "helm.sh/hook": "pre-install"}) == {"Sync"}
	_types({"helm.sh/hook": "crd-install"}) == set()
	every annotations in [
		{"argocd.argoproj.io/hook": ""}, {"argocd.argoproj.io/hook": "presync"}, {"argocd.argoproj.io/hook": 5},
		{"argocd.argoproj.io/hook": "${HOOK}"}, {"helm.sh/hook": "test"}, {"helm.sh/hook": []},
	] {
		not _types(annotations)
	}
}

test_hooks_that_run if {
	argo_hooks.is_hook(_object({"argocd.argoproj.io/hook": "Sync"}))
	not argo_hooks.is_hook(_object({"argocd.argoproj.io/hook": "Skip"}))
	not argo_hooks.is_hook(_object({}))
}

_moment(annotations) := argo_hooks.moment(_object(annotations))

test_moments if {
	_moment({}) == [1, 0]
	_moment({"argocd.argoproj.io/sync-wave": "-5"}) == [1, -5]
	_moment({"argocd.argoproj.io/sync-wave": "+5"}) == [1, 5]
	_moment({"argocd.argoproj.io/hook": "PreSync,PostSync", "argocd.argoproj.io/sync-wave": "3"}) == [0, 3]
	_moment({"helm.sh/hook": "post-install", "helm.sh/hook-weight": "-1"}) == [2, -1]
	every annotations in [
		{"argocd.argoproj.io/sync-wave": "one"}, {"argocd.argoproj.io/sync-wave": 1}, {"helm.sh/hook-weight": 5},
		{"argocd.argoproj.io/hook": "SyncFail"}, {"argocd.argoproj.io/hook": "Skip"},
		{"argocd.argoproj.io/sync-wave": "99999999999"},
	] {
		not _moment(annotations)
	}
}

test_how_moments_are_called if argo_hooks.called([0, -1]) == "PreSync, wave -1"
