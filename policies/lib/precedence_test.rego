package policies.lib.precedence_test

import data.mergegate

# One string, one finding: whatever it is and wherever it stands, with all rules on secrets running.

_token := concat("", ["np", "m_", "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"])

_url := concat("", ["postgres:/", "/shop:hunter2@db"])

_pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "shop"},
	"spec": {"containers": [object.union({"name": "app"}, container)]},
}

_application(helm) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"source": {"helm": helm}},
}

# Every place where a rule of its own looks, with a text in it.
_places(text) := {
	"annotation": {"kind": "Service", "metadata": {"annotations": {"a": sprintf("password=%s", [text])}}},
	"argument": _pod({"args": [sprintf("--password=%s", [text])]}),
	"config": {"apiVersion": "v1", "kind": "ConfigMap", "data": {"db_password": text}},
	"copy": {"kind": "Service", "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": text}}},
	"environment": _pod({"env": [{"name": "DB_PASSWORD", "value": text}]}),
	"file": {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a.env": sprintf("PASSWORD=%s\n", [text])}},
	"header": _pod({"livenessProbe": {"httpGet": {"httpHeaders": [{"name": "X-Api-Key", "value": text}]}}}),
	"parameter": _application({"parameters": [{"name": "password", "value": text}]}),
	"sealed": {
		"apiVersion": "bitnami.com/v1alpha1",
		"kind": "SealedSecret",
		"spec": {"template": {"data": {"a": text}}},
	},
	"secret": {"apiVersion": "v1", "kind": "Secret", "data": {"a": base64.encode(text)}},
	"secret-text": {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": text}},
	"sops": {
		"apiVersion": "v1",
		"kind": "Secret",
		"stringData": {"a": text, "b": "ENC[AES256_GCM,data:p673w7,type:str]"},
		"sops": {"mac": "ENC[AES256_GCM,data:p673w7,type:str]"},
	},
	"values": {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "spec": {"values": {"password": text}}},
	"values-text": _application({"values": sprintf("password: \"%s\"\n", [text])}),
	"variable": {
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
		"kind": "Kustomization",
		"spec": {"postBuild": {"substitute": {"DB_PASSWORD": text}}},
	},
}

_document(text) := {"mergegate": {"scope": "resource"}, "resources": [_places(text)[name] | some name in _names]}

_names := sort(object.keys(_places("")))

# Of what the engine is told, the rules by place: each finding counts.
_speakers(deny) := {name: rules |
	some i, name in _names
	rules := [entry.rule | some entry in deny; entry.at == i]
}

_config := {
	"run": {"resource": [sprintf("secrets.%s", [rule]) | some rule in _rules]},
	"wanted": {"resource": {"secrets": _rules}},
}

_rules := [
	"flux_provider_inline_webhook", "flux_substitute_secret", "sealedsecret_plaintext", "secret_helm_values",
	"secret_in_args", "secret_in_configmap", "secret_in_env", "secret_in_metadata", "secret_plaintext",
	"secret_sops_partial", "secret_url_credentials", "secret_value_pattern",
]

test_a_plain_literal_is_one_finding if {
	deny := mergegate.deny with input as _document("hunter2") with data.mergegate_config as _config
	speakers := _speakers(deny)
	every rules in speakers { count(rules) == 1 }
	{rule | some rules in speakers; some rule in rules} == {
		"flux-substitute-secret", "sealedsecret-plaintext", "secret-helm-values", "secret-in-args", "secret-in-configmap",
		"secret-in-env", "secret-in-metadata", "secret-plaintext", "secret-sops-partial",
	}
}

test_a_token_is_told_by_its_provider_everywhere if {
	text := concat(" ", [_token, _url])
	deny := mergegate.deny with input as _document(text) with data.mergegate_config as _config
	every rules in _speakers(deny) { rules == ["secret-value-pattern"] }
}

test_an_address_is_told_by_its_password_but_in_secrets if {
	deny := mergegate.deny with input as _document(_url) with data.mergegate_config as _config
	speakers := _speakers(deny)
	every rules in speakers { count(rules) == 1 }
	{name | some name, rules in speakers; rules != ["secret-url-credentials"]} == {
		"sealed", "secret", "secret-text", "sops",
	}
}

test_a_webhook_of_a_provider_is_told_by_its_own_rule if {
	provider := {
		"apiVersion": "notification.toolkit.fluxcd.io/v1beta3",
		"kind": "Provider",
		"spec": {"address": concat("", ["https://hooks.slack.com/", "services/A2B3C4D5E/F6G7H8I9J/a1B2c3D4e5F6a1B2c3D4"])},
	}
	document := {"mergegate": {"scope": "resource"}, "resources": [provider]}
	deny := mergegate.deny with input as document with data.mergegate_config as _config
	[entry.rule | some entry in deny; entry.rule] == ["flux-provider-inline-webhook"]
}
