package policies.sync.argo_cm_insecure_test

import data.policies.sync.argo_cm_insecure as rule

_config_map(name, labels, entries) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "labels": labels},
	"data": entries,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_found(name, entries) := {[finding.path[1], finding.severity.production] |
	some finding in _report(_config_map(name, {}, entries))
}

test_anonymous_access_is_found if {
	_report(_config_map("argocd-cm", {}, {"users.anonymous.enabled": "true", "url": "https://cd.example"})) == {{
		"at": 0,
		"path": ["data", "users.anonymous.enabled"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": `ConfigMap "argocd-cm" lets anybody in: users.anonymous.enabled is true. Remove it.`,
	}}
}

test_settings_of_argocd_cm if {
	every value in ["true", "True", " true", true] {
		_found("argocd-cm", {"exec.enabled": value}) == {["exec.enabled", "warning"]}
	}
	every value in ["0", "0s", "0m", 0] {
		_found("argocd-cm", {"timeout.reconciliation": value}) == {["timeout.reconciliation", "warning"]}
	}
	every options in ["--enable-helm --enable-exec", "--enable-alpha-plugins", "--load-restrictor LoadRestrictionsNone"] {
		_found("argocd-cm", {"kustomize.buildOptions": options}) == {["kustomize.buildOptions", "warning"]}
		_found("argocd-cm", {"kustomize.buildOptions.v5.0.0": options}) == {["kustomize.buildOptions.v5.0.0", "warning"]}
	}
}

test_settings_of_the_command_line if {
	_found("argocd-cmd-params-cm", {"server.disable.auth": "true"}) == {["server.disable.auth", "error"]}
	_found("argocd-cmd-params-cm", {"server.insecure": "true"}) == {["server.insecure", "note"]}
	_found("argocd-cmd-params-cm", {"application.namespaces": "team-a, *"}) == {["application.namespaces", "warning"]}
	_found("argocd-cmd-params-cm", {"application.namespaces": "/.*/"}) == {["application.namespaces", "warning"]}
}

test_guards_that_are_on_pass if {
	_found("argocd-cm", {
		"users.anonymous.enabled": "false", "exec.enabled": "", "kustomize.buildOptions": "--enable-helm",
		"timeout.reconciliation": "180s", "timeout.reconciliation.jitter": "0s", "server.insecure": "true",
		"kustomize.buildOptionsX": "--enable-exec",
	}) == set()
	_found("argocd-cmd-params-cm", {
		"server.insecure": "false", "application.namespaces": "team-*,argocd", "exec.enabled": "true",
		"server.disable.auth": "${AUTH}",
	}) == set()
}

test_other_configmaps_pass if {
	_found("shop", {"users.anonymous.enabled": "true", "server.insecure": "true"}) == set()
}

test_wrong_types_are_nothing if {
	every entries in [null, 5, "x", []] {
		_found("argocd-cm", entries) == set()
	}
	wrong := {"users.anonymous.enabled": 1, "kustomize.buildOptions": 5, "timeout.reconciliation": []}
	_found("argocd-cm", wrong) == set()
	_found("argocd-cmd-params-cm", {"application.namespaces": ["*"], "server.insecure": {}}) == set()
}

test_is_worse_in_production if rule.severity == {"production": "error", "elsewhere": "warning"}
