package policies.secrets.secret_sa_token_test

import data.policies.secrets.secret_sa_token as rule

_secret(type) := {
	"apiVersion": "v1",
	"kind": "Secret",
	"metadata": {"name": "ci", "annotations": {"kubernetes.io/service-account.name": "deployer"}},
	"type": type,
}

_count(manifest) := count(report) if {
	report := rule.report with input as manifest
}

test_a_token_is_found if {
	report := rule.report with input as _secret("kubernetes.io/service-account-token")
	report == {{
		"at": 0,
		"path": ["type"],
		"message": concat(" ", [
			"Secret \"ci\" asks for a token of the ServiceAccount \"deployer\" that never expires.",
			"Use a projected or requested token.",
		]),
	}}
}

test_other_types_pass if {
	every type in ["Opaque", "kubernetes.io/tls", null, 5, [], "${TYPE}"] { _count(_secret(type)) == 0 }
	_count(object.remove(_secret("x"), ["type"])) == 0
}

test_no_name_is_exempt if {
	labels := {"metadata": {"name": "argocd-manager-token", "annotations": 5}}
	_count(object.union(_secret("kubernetes.io/service-account-token"), labels)) == 1
}

test_other_kinds_are_none if {
	_count(object.union(_secret("kubernetes.io/service-account-token"), {"kind": "ConfigMap"})) == 0
}

test_warns_everywhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
