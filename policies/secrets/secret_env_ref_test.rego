package policies.secrets.secret_env_ref_test

import data.policies.secrets.secret_env_ref as rule

_pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"containers": [object.union({"name": "app"}, container)]},
}

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

_reference := {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "api", "key": "token"}}}

test_a_variable_from_a_secret_is_found if {
	report := rule.report with input as _pod({"env": [{"name": "A", "value": "b"}, _reference]})
	report == {{
		"at": 0,
		"path": ["spec", "containers", 0, "env", 1],
		"message": concat(" ", [
			"The container \"app\" of Pod \"shop\" reads TOKEN from the Secret \"api\" into its environment.",
			"Mount the Secret as a file.",
		]),
	}}
}

test_a_whole_secret_is_found if {
	_paths(_pod({"envFrom": [{"configMapRef": {"name": "a"}}, {"secretRef": {"name": "b"}}]})) == {[
		"spec", "containers", 0, "envFrom", 1,
	]}
}

test_init_containers_and_other_workloads_count if {
	pod := {"initContainers": [{"name": "init", "env": [_reference]}]}
	job := {"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}
	_paths(job) == {["spec", "jobTemplate", "spec", "template", "spec", "initContainers", 0, "env", 0]}
}

test_other_sources_pass if {
	_paths(_pod({"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}}]})) == set()
	_paths({"apiVersion": "v1", "kind": "Pod", "spec": {
		"volumes": [{"name": "a", "secret": {"secretName": "b"}}],
		"containers": [{"name": "app"}],
	}}) == set()
}

test_wrong_types_are_skipped if {
	every container in [
		{"env": 5, "envFrom": "x"}, {"env": [5, null], "envFrom": [5, null]}, {"env": [{"valueFrom": 5}]},
		{"envFrom": [{"secretRef": null}]},
	] {
		_paths(_pod(container)) == set()
	}
}

test_off_by_default if rule.severity == {"production": "off", "elsewhere": "off"}
