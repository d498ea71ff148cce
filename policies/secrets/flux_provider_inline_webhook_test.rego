package policies.secrets.flux_provider_inline_webhook_test

import data.policies.secrets.flux_provider_inline_webhook as rule
import data.policies.secrets.secret_url_credentials as urls
import data.policies.secrets.secret_value_pattern as patterns

_provider(address) := {
	"apiVersion": "notification.toolkit.fluxcd.io/v1beta3",
	"kind": "Provider",
	"metadata": {"name": "chat"},
	"spec": {"type": "slack", "address": address},
}

_service(address) := split(split(finding.message, " of ")[1], ",")[0] if {
	some finding in rule.report with input as _provider(address)
}

_slack := concat("", ["https://hooks.slack.com/", "services/A2B3C4D5E/F6G7H8I9J/a1B2c3D4e5F6a1B2c3D4e5F6"])

_discord := concat("", ["https://discord.com/api/", "webhooks/123456789012345678/", "a1B2c3D4e5F6"])

test_a_webhook_is_found_and_not_shown if {
	report := rule.report with input as _provider(_slack)
	report == {{
		"at": 0,
		"path": ["spec", "address"],
		"message": concat(" ", [
			"Provider \"chat\" has the webhook of Slack, which is a credential, in spec.address.",
			"Revoke it, and keep a new one in a Secret.",
		]),
	}}
}

test_webhooks_of_services if {
	_service(_discord) == "Discord"
	teams := "Microsoft Teams"
	_service(concat("", ["https://shop.webhook.office.com/", "webhookb2/a1b2c3"])) == teams
	_service(concat("", ["https://outlook.office.com/", "webhook/a1b2c3"])) == teams
	_service(concat("", ["https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers?a=b&", "sig=a1b2"])) == teams
	_service(concat("", ["https://chat.googleapis.com/v1/spaces/A/messages?", "key=a1&token=b2"])) == "Google Chat"
	_service(concat("", ["https://open.larksuite.com/open-apis/bot/v2/", "hook/a1b2"])) == "Lark"
	_service("https://chat.example.org/hooks/a1b2c3d4e5f6g7h8i9j0k1l2m3") == "Rocket.Chat or Mattermost"
	queue := concat("", ["Endpoint=sb://x/;SharedAccess", "Key=a1B2c3D4e5F6a1B2c3D4e5F6"])
	_service(queue) == "a message queue"
}

test_addresses_that_are_no_credential if {
	every address in [
		"", "https://slack.com/api/chat.postMessage", "https://hooks.slack.com/services/${SLACK}", "https://hooks.slack.com/",
		concat("", ["https://hooks.slack.com/services/T00000000/B00000000/", "XXXXXXXXXXXXXXXXXXXXXXXX"]),
		"http://alertmanager.monitoring:9093/api/v2/alerts/", "https://example.org/hooks/deploy",
		"https://github.com/shop/shop",
		5, null, [],
	] {
		not _service(address)
	}
}

test_without_an_address_it_passes if {
	report := rule.report with input as object.union(object.remove(_provider("x"), ["spec"]), {"spec": null})
	report == set()
}

test_it_speaks_for_the_other_rules if {
	address := concat("", ["https://user:hunter2@discord.com/api/", "webhooks/1/a"])
	every manifest in [_provider(_slack), _provider(address)] {
		pattern := patterns.report with input as manifest
		pattern == set()
	}
	url := urls.report with input as _provider(_slack)
	url == set()
}

test_elsewhere_the_other_rules_speak if {
	every manifest in [
		object.union(_provider(_slack), {"kind": "Other"}),
		object.union(_provider(_slack), {"apiVersion": "example.org/v1"}),
		object.union(_provider(5), {"spec": {"channel": _slack}}),
	] {
		found := {finding.path[0] | some finding in patterns.report with input as manifest}
		found == {"spec"}
	}
	alone := {"run": {"resource": ["secrets.secret_value_pattern"]}}
	manifests := {"mergegate": {"scope": "resource"}, "resources": [_provider(_slack)]}
	report := patterns.report with input as manifests with data.mergegate_config as alone
	count(report) == 1
}

test_errors_everywhere if rule.severity == {"production": "error", "elsewhere": "error"}
