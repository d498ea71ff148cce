package policies.workload.pod_selinux_custom_test

import data.policies.workload.pod_selinux_custom as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(options) := _deployment({"containers": [{"name": "app", "securityContext": {"seLinuxOptions": options}}]})

_at(field) := ["spec", "template", "spec", "containers", 0, "securityContext", "seLinuxOptions", field]

test_a_custom_type_is_found if {
	_report(_one({"type": "spc_t", "level": "s0"})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "securityContext", "seLinuxOptions", "type"],
		"message": concat(" ", [
			`Deployment "shop" sets spec.template.spec.containers[0].securityContext.seLinuxOptions.type to "spc_t",`,
			"so SELinux confines it less than other containers. Remove it.",
		]),
	}}
}

test_users_and_roles_are_found if {
	_paths(_one({"user": "root", "role": "sysadm_r", "type": "container_t"})) == {_at("user"), _at("role")}
}

test_the_pod_may_say_it if {
	manifest := _deployment({"securityContext": {"seLinuxOptions": {"type": "spc_t"}}})
	_paths(manifest) == {["spec", "template", "spec", "securityContext", "seLinuxOptions", "type"]}
	init := {"name": "init", "securityContext": {"seLinuxOptions": {"type": "spc_t"}}}
	_paths(_deployment({"initContainers": [init]})) == {[
		"spec", "template", "spec", "initContainers", 0, "securityContext", "seLinuxOptions", "type",
	]}
}

test_the_usual_types_and_levels_pass if {
	every type in ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", "", null, "${TYPE}", 5] {
		_paths(_one({"type": type, "level": "s0:c1,c2"})) == set()
	}
	every options in [null, 5, "x", [], {}] {
		_paths(_one(options)) == set()
	}
	_paths(_deployment({"containers": [{"name": "app"}, 5], "securityContext": "x"})) == set()
}

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
