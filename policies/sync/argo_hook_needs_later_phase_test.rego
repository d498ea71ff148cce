package policies.sync.argo_hook_needs_later_phase_test

import data.policies.sync.argo_hook_needs_later_phase as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_object(kind, annotations) := {
	"apiVersion": "v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "apps", "annotations": annotations},
}

_job(annotations, spec) := object.union(
	_object("Job", annotations),
	{"apiVersion": "batch/v1", "spec": {"template": {"spec": spec}}},
)

_pre_sync := {"argocd.argoproj.io/hook": "PreSync"}

_wave(number) := {"argocd.argoproj.io/sync-wave": number}

_env(field) := {"containers": [{"envFrom": [{field: {"name": "shop"}}]}]}

_found(resources) := {[finding.at, concat(".", [part | some part in finding.path; is_string(part)])] |
	some finding in rule.report with input as _overlay(resources)
}

_path := "spec.template.spec.containers.envFrom"

test_a_hook_before_its_configuration_is_found if {
	report := rule.report with input as _overlay([_object("ConfigMap", {}), _job(_pre_sync, _env("configMapRef"))])
	report == {{
		"at": 1,
		"path": ["spec", "template", "spec", "containers", 0, "envFrom", 0, "configMapRef"],
		"message": concat(" ", [
			`The hook Job "shop" (PreSync, wave 0) needs the ConfigMap "shop", which a first sync brings later, with`,
			`ConfigMap "shop" (Sync, wave 0). Run the hook after it, in the phase Sync, or give the hook one of its own`,
			"that comes before.",
		]),
	}}
}

test_everything_that_a_pod_needs if {
	_found([_job(_pre_sync, _env("secretRef")), _object("Secret", {})]) == {[0, concat(".", [_path, "secretRef"])]}
	account := {"serviceAccountName": "shop"}
	_found([_job(_pre_sync, account), _object("ServiceAccount", {})]) == {[0, "spec.template.spec.serviceAccountName"]}
	claim := {"volumes": [{"persistentVolumeClaim": {"claimName": "shop"}}]}
	_found([_job(_pre_sync, claim), _object("PersistentVolumeClaim", {})]) == {
		[0, "spec.template.spec.volumes.persistentVolumeClaim"],
	}
	init := {"initContainers": _env("secretRef").containers}
	_found([_job(_pre_sync, init), _object("Secret", {})]) == {
		[0, "spec.template.spec.initContainers.envFrom.secretRef"],
	}
}

test_one_thing_is_one_finding if {
	twice := {"containers": [_env("secretRef").containers[0], _env("secretRef").containers[0]]}
	_found([_job(_pre_sync, twice), _object("Secret", {})]) == {[0, concat(".", [_path, "secretRef"])]}
	both := {"containers": array.concat(_env("secretRef").containers, _env("configMapRef").containers)}
	count(_found([_job(_pre_sync, both), _object("Secret", {}), _object("ConfigMap", {})])) == 2
}

test_waves_within_a_phase if {
	job := _job(object.union(_pre_sync, _wave("-1")), _env("secretRef"))
	_found([job, _object("Secret", _pre_sync)]) == {[0, concat(".", [_path, "secretRef"])]}
	_found([_job(_pre_sync, _env("secretRef")), _object("Secret", object.union(_pre_sync, _wave("-1")))]) == set()
	sync := object.union({"argocd.argoproj.io/hook": "Sync"}, _wave("-1"))
	count(_found([_job(sync, _env("secretRef")), _object("Secret", {})])) == 1
	helm := {"helm.sh/hook": "pre-install,pre-upgrade"}
	count(_found([_job(helm, _env("secretRef")), _object("Secret", {})])) == 1
}

test_what_comes_before_the_hook_passes if {
	secret := _object("Secret", {})
	_found([_job({"argocd.argoproj.io/hook": "PostSync"}, _env("secretRef")), secret]) == set()
	_found([_job({"argocd.argoproj.io/hook": "Sync"}, _env("secretRef")), secret]) == set()
	_found([_job({"argocd.argoproj.io/hook": "PreDelete"}, _env("secretRef")), secret]) == set()
	_found([_job({"argocd.argoproj.io/hook": "Skip"}, _env("secretRef")), secret]) == set()
	_found([_job(_pre_sync, _env("secretRef")), _object("Secret", _pre_sync)]) == set()
}

test_what_is_no_hook_is_left_to_the_waves if {
	_found([_job(_wave("-1"), _env("secretRef")), _object("Secret", {})]) == set()
	_found([_job({}, _env("secretRef")), _object("Secret", {})]) == set()
}

test_what_is_optional_or_comes_from_elsewhere_passes if {
	optional := {"containers": [{"envFrom": [{"secretRef": {"name": "shop", "optional": true}}]}]}
	_found([_job(_pre_sync, optional), _object("Secret", {})]) == set()
	_found([_job(_pre_sync, _env("secretRef"))]) == set()
	elsewhere := object.union(_object("Secret", {}), {"metadata": {"namespace": "other"}})
	_found([_job(_pre_sync, _env("secretRef")), elsewhere]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _job(_pre_sync, _env("secretRef"))
	report == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {"containers": 5}] {
		_found([_job(_pre_sync, value), _object("Secret", {}), 5, null, {"kind": 5}]) == set()
	}
	_found([_object("Secret", 5), _job({"argocd.argoproj.io/hook": 5}, _env("secretRef"))]) == set()
}

test_is_an_error_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
