package policies.lib.pods_test

import data.policies.lib.k8s
import data.policies.lib.pods

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

_entry(manifest) := entry if entry := k8s.containers[0] with input as manifest

_called(container, list) := called if {
	manifest := _pod({list: [container]})
	called := pods.called(_entry(manifest)) with input as manifest
}

test_how_containers_are_called if {
	_called({"name": "app"}, "containers") == `Container "app" of Pod "shop"`
	_called({"name": "app"}, "initContainers") == `Init container "app" of Pod "shop"`
	_called({"name": "app"}, "ephemeralContainers") == `Ephemeral container "app" of Pod "shop"`
	_called({}, "containers") == `Container 0 of Pod "shop"`
	_called({"name": 5}, "containers") == `Container 0 of Pod "shop"`
}

_inherited(own, shared) := pods.inherited(
	_entry(_pod({"securityContext": shared, "containers": [{"securityContext": own}]})),
	"runAsUser",
)

test_fields_of_a_container_beat_those_of_its_pod if {
	_inherited({"runAsUser": 1}, {"runAsUser": 2}) == {
		"value": 1,
		"path": ["spec", "containers", 0, "securityContext", "runAsUser"],
	}
	_inherited({"runAsUser": 0}, {"runAsUser": 2}).value == 0
	every own in [{"runAsUser": null}, {}, null, 5, "x"] {
		_inherited(own, {"runAsUser": 2}) == {"value": 2, "path": ["spec", "securityContext", "runAsUser"]}
	}
	every shared in [{"runAsUser": null}, {}, null, 5, "x"] {
		_inherited({}, shared) == {"value": null, "path": ["spec", "securityContext", "runAsUser"]}
	}
}

test_a_context_that_is_filled_in_later_is_unknown if {
	not _inherited("${CONTEXT}", {"runAsUser": 2})
	not _inherited({}, "${CONTEXT}")
	not pods.context({"securityContext": "{{ .context }}"})
}

test_windows if {
	pods.is_windows({"os": {"name": "windows"}})
	pods.is_windows({"nodeSelector": {"kubernetes.io/os": "windows"}})
	pods.is_windows({"nodeSelector": {"beta.kubernetes.io/os": "windows"}})
	every spec in [
		{}, {"os": {"name": "linux"}}, {"os": "windows"}, {"os": null}, {"nodeSelector": {"kubernetes.io/os": "linux"}},
		{"nodeSelector": ["windows"]},
	] {
		not pods.is_windows(spec)
	}
}

test_privileged_containers_are_left_to_their_rule if {
	entry := _entry(_pod({"containers": [{"securityContext": {"privileged": true}}]}))
	pods.is_left(entry)
	config := {"run": {"resource": []}}
	not pods.is_left(entry) with data.mergegate_config as config
	every context in [{"privileged": false}, {"privileged": "true"}, {}, null, "x"] {
		not pods.is_left(_entry(_pod({"containers": [{"securityContext": context}]})))
	}
}

test_daemon_sets_are_judged_more_mildly if {
	error := {"production": "error", "elsewhere": "warning"}
	pods.severity_of("Deployment", error) == error
	warning := {"production": "warning", "elsewhere": "note"}
	pods.severity_of("DaemonSet", error) == warning
	pods.severity_of("DaemonSet", warning) == {"production": "note", "elsewhere": "note"}
}

test_hooks if {
	every annotation in ["argocd.argoproj.io/hook", "helm.sh/hook"] {
		pods.is_hook({"metadata": {"annotations": {annotation: "PreSync"}}})
	}
	every annotations in [null, 5, {}, ["helm.sh/hook"], {"helm.sh/hook-weight": "1"}] {
		not pods.is_hook({"metadata": {"annotations": annotations}})
	}
}
