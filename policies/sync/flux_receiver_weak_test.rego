package policies.sync.flux_receiver_weak_test

import data.policies.sync.flux_receiver_weak as rule

_receiver(spec) := {
	"apiVersion": "notification.toolkit.fluxcd.io/v1",
	"kind": "Receiver",
	"metadata": {"name": "github"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _receiver(spec)

_paths(spec) := {finding.path | some finding in _report(spec)}

_token := {"secretRef": {"name": "receiver-token"}}

test_no_token_is_an_error if {
	_report({"type": "github"}) == {{
		"at": 0,
		"path": ["spec", "secretRef"],
		"message": concat(" ", [
			`Receiver "github" has no spec.secretRef, so anybody can call it.`,
			"Name a Secret with a random token.",
		]),
	}}
	every reference in [null, {}, {"name": ""}, {"name": null}] {
		_paths({"type": "gitlab", "secretRef": reference}) == {["spec", "secretRef"]}
	}
}

test_a_type_that_verifies_nothing_warns if {
	_report(object.union(_token, {"type": "generic"})) == {{
		"at": 0,
		"path": ["spec", "type"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Receiver "github" is of the type generic, which verifies no request.`,
			"Use generic-hmac or the type of the sender.",
		]),
	}}
}

test_without_a_token_the_type_does_not_matter if _paths({"type": "generic"}) == {["spec", "secretRef"]}

test_types_that_verify_pass if {
	every type in ["github", "gitlab", "generic-hmac", "cdevents", "gcr", "${TYPE}"] {
		_paths(object.union(_token, {"type": type})) == set()
	}
	_paths({"type": "generic-oidc"}) == set()
}

test_what_is_filled_in_later_is_unknown if {
	_paths({"type": "github", "secretRef": {"name": "${TOKEN}"}}) == set()
	_paths({"type": "github", "secretRef": "${TOKEN}"}) == set()
	_paths({"type": "${TYPE}"}) == set()
}

test_wrong_types_are_nothing if {
	every spec in [null, 5, "x", []] {
		_paths(spec) == set()
	}
	_paths({"type": 5, "secretRef": 5}) == {["spec", "secretRef"]}
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
