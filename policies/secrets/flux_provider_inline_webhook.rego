# METADATA
# title: Webhook in the address of a Provider
# description: >-
#   The address of an incoming webhook is its only credential: whoever reads it in Git can post into the channel in the
#   name of Flux. Providers can read it from a Secret.
# related_resources:
# - ref: https://fluxcd.io/flux/components/notification/providers/#address
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "7.5"
#   tags: [secrets, flux, external/cwe/cwe-312]
#   example: |-
#     apiVersion: notification.toolkit.fluxcd.io/v1beta3
#     kind: Provider
#     metadata: {name: chat, namespace: shop}
#     spec:
#       type: rocket
#       channel: deployments
#       address: https://chat.example.com/hooks/whoeverknowsthismaypost
#   remedy: |-
#     Create a new webhook and revoke this one. Keep its address in a Secret under the key `address`.
#
#     ```yaml
#     kind: Provider
#     spec:
#       type: slack
#       channel: deployments
#       secretRef:
#         name: slack-webhook
#     ```
package policies.secrets.flux_provider_inline_webhook

import data.policies.lib.k8s
import data.policies.lib.webhooks

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Providers whose address is a webhook with its token.
report contains finding if {
	some i in k8s.of("notification.toolkit.fluxcd.io", "Provider")
	provider := k8s.resources[i]
	service := webhooks.service(k8s.string_at(provider, ["spec", "address"]))
	finding := {
		"at": i,
		"path": ["spec", "address"],
		"message": sprintf(
			"%s has the webhook of %s, which is a credential, in spec.address. Revoke it, and keep a new one in a Secret.",
			[k8s.call(provider), service],
		),
	}
}
