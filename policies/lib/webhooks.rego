# METADATA
# title: Addresses that are credentials
# description: >-
#   Webhooks of chat services: whoever knows the address may post. As the services document them, state of
#   November 2026.
# related_resources:
# - ref: https://fluxcd.io/flux/components/notification/providers/
# - ref: https://api.slack.com/messaging/webhooks
# - ref: https://discord.com/developers/docs/resources/webhook
# - ref: https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
# - ref: https://developers.google.com/workspace/chat/quickstart/webhooks
package policies.lib.webhooks

import data.policies.lib.k8s
import data.policies.lib.secrets

# METADATA
# description: What service an address with a token belongs to, as messages call it; undefined for other addresses.
service(address) := name if {
	not k8s.is_templated(address)
	not secrets.is_sample(regex.replace(address, `^https?://[^/]*`, ""))
	some form in _forms
	regex.match(form.pattern, address)
	name := form.service
} else := "a message queue" if {
	regex.match(`(?i);\s*SharedAccessKey=[A-Za-z0-9+/]{20,}`, address)
}

_forms := [
	{"service": "Slack", "pattern": `(?i)^https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[a-z0-9]`},
	{"service": "Discord", "pattern": `(?i)^https://(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/[\w-]`},
	{"service": "Microsoft Teams", "pattern": `(?i)^https://[\w.-]+\.webhook\.office\.com/webhookb2/\w`},
	{"service": "Microsoft Teams", "pattern": `(?i)^https://outlook\.office(?:365)?\.com/webhook/\w`},
	{"service": "Microsoft Teams", "pattern": `(?i)^https://[\w.-]+\.logic\.azure\.com[:/].*[?&]sig=[\w%-]`},
	{"service": "Microsoft Teams", "pattern": `(?i)^https://[\w.-]+\.api\.powerplatform\.com[:/].*[?&]sig=[\w%-]`},
	{"service": "Google Chat", "pattern": `(?i)^https://chat\.googleapis\.com/v1/spaces/.*[?&](?:key|token)=[\w%-]`},
	{"service": "Lark", "pattern": `(?i)^https://open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/\w`},
	{"service": "Rocket.Chat or Mattermost", "pattern": `(?i)^https?://[^/]+(?:/[\w-]+)?/hooks/[a-z0-9]{17,}(?:/|$)`},
]
