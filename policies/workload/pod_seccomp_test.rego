package policies.workload.pod_seccomp_test

import data.policies.workload.pod_seccomp as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(context) := _deployment({"containers": [{"name": "app", "securityContext": context}]})

_pod(shared, own) := _deployment({
	"securityContext": shared,
	"containers": [{"name": "app", "securityContext": own}],
})

_of(type) := {"seccompProfile": {"type": type}}

_unset := {["spec", "template", "spec", "securityContext", "seccompProfile"]}

test_a_pod_without_a_profile_is_found_once if {
	_report(_deployment({"containers": [{"name": "app"}, {"name": "log"}]})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "securityContext", "seccompProfile"],
		"message": concat(" ", [
			`Deployment "shop" runs containers "app" and "log" without a seccomp profile.`,
			"Set seccompProfile.type to RuntimeDefault for the pod.",
		]),
	}}
	every context in [null, {}, {"seccompProfile": null}, "x", 5] {
		_paths(_pod(context, context)) == _unset
	}
}

test_the_old_annotation_does_not_count if {
	manifest := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "shop"},
		"spec": {"template": {
			"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"}},
			"spec": {"containers": [{"name": "app"}]},
		}},
	}
	_report(manifest) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "securityContext", "seccompProfile"],
		"message": concat(" ", [
			`Deployment "shop" runs container "app" without a seccomp profile`,
			"(its annotation has no effect since Kubernetes 1.27). Set seccompProfile.type to RuntimeDefault for the pod.",
		]),
	}}
}

test_unconfined_is_found_where_it_is_said if {
	_report(_pod(_of("RuntimeDefault"), _of("Unconfined"))) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "seccompProfile", "type"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Deployment "shop" sets spec.template.spec.containers[0].securityContext.seccompProfile.type to Unconfined,`,
			"so every system call is allowed. Set it to RuntimeDefault.",
		]),
	}}
	_paths(_pod(_of("Unconfined"), {})) == {["spec", "template", "spec", "securityContext", "seccompProfile", "type"]}
}

test_a_profile_passes if {
	every type in ["RuntimeDefault", "Localhost"] {
		_paths(_pod(_of(type), {})) == set()
		_paths(_pod({}, _of(type))) == set()
		_paths(_pod(_of("Unconfined"), _of(type))) == set()
	}
}

test_unknown_is_nothing if {
	every profile in ["${PROFILE}", 5, [], {}, {"type": "${TYPE}"}, {"type": null}, {"type": 5}] {
		_paths(_one({"seccompProfile": profile})) == set()
	}
	_paths(_one("${CONTEXT}")) == set()
}

test_privileged_containers_are_left_to_their_rule if {
	_paths(_one({"privileged": true})) == set()
	_paths(_one(object.union({"privileged": true}, _of("Unconfined")))) == set()
	config := {"run": {"resource": ["workload.pod_seccomp"]}}
	found := rule.report with input as _one({"privileged": true}) with data.mergegate_config as config
	{finding.path | some finding in found} == _unset
}

test_windows_has_no_such_setting if {
	_paths(_deployment({"os": {"name": "windows"}, "containers": [{"name": "app"}]})) == set()
	_paths(_deployment({"nodeSelector": {"kubernetes.io/os": "windows"}, "containers": [{"name": "app"}]})) == set()
}

test_init_containers_count if {
	bare := {"name": "init"}
	good := {"name": "app", "securityContext": _of("RuntimeDefault")}
	_paths(_deployment({"initContainers": [bare], "containers": [good]})) == _unset
	_paths(_deployment({"ephemeralContainers": [bare], "containers": [good]})) == _unset
}

test_notes_in_production_alone if rule.severity == {"production": "note", "elsewhere": "off"}
