package policies.secrets.vault_agent_role_missing_test

import data.policies.secrets.vault_agent_role_missing as rule

_deployment(annotations) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop", "annotations": {"vault.hashicorp.com/role": "elsewhere"}},
	"spec": {"template": {"metadata": {"annotations": annotations}, "spec": {"containers": []}}},
}

_inject := "vault.hashicorp.com/agent-inject"

_role := "vault.hashicorp.com/role"

_paths(manifest) := {finding.path | some finding in rule.report with input as manifest}

test_a_missing_role_is_found if {
	report := rule.report with input as _deployment({_inject: "true"})
	report == {{
		"at": 0,
		"path": ["spec", "template", "metadata", "annotations", _role],
		"message": concat(" ", [
			"Deployment \"shop\" has the Vault agent injected without a role to log in with.",
			"Set the annotation vault.hashicorp.com/role.",
		]),
	}}
}

test_a_pod_and_other_workloads_count if {
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": {_inject: "1"}}, "spec": {}}
	_paths(pod) == {["metadata", "annotations", _role]}
	template := {"metadata": {"annotations": {_inject: "True"}}, "spec": {}}
	job := {"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": template}}}}
	_paths(job) == {["spec", "jobTemplate", "spec", "template", "metadata", "annotations", _role]}
}

test_a_role_and_what_replaces_it_pass if {
	every annotation in [_role, "vault.hashicorp.com/agent-configmap", "vault.hashicorp.com/auth-config-role"] {
		_paths(_deployment({_inject: "true", annotation: "shop"})) == set()
	}
	count(_paths(_deployment({_inject: "true", _role: ""}))) == 1
}

test_other_methods_need_no_role if {
	type := "vault.hashicorp.com/auth-type"
	_paths(_deployment({_inject: "true", type: "approle"})) == set()
	count(_paths(_deployment({_inject: "true", type: "kubernetes"}))) == 1
}

test_without_an_agent_it_passes if {
	every value in ["false", "${INJECT}", "", null, 5] { _paths(_deployment({_inject: value})) == set() }
	_paths(_deployment({})) == set()
}

test_wrong_types_are_skipped if {
	every annotations in [null, 5, "x", [_inject]] { _paths(_deployment(annotations)) == set() }
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
