# METADATA
# title: Which rule speaks of a secret
# description: >-
#   One string is one defect and gets one finding, though several rules on secrets can see it. Of those that run the
#   first in this order speaks, the others ask here and stay silent. First, who knows the field:
#   flux-provider-inline-webhook. Then, who knows the provider: secret-value-pattern. Then, within the values of Secrets
#   and SealedSecrets: secret-sops-partial, secret-plaintext, sealedsecret-plaintext. Then, who knows that it is a
#   password, and to what: secret-url-credentials. Last, who knows but the place and a name, each in a place of its own:
#   secret-in-env, secret-in-args, secret-in-configmap, secret-helm-values, flux-substitute-secret, secret-in-metadata.
package policies.lib.precedence

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.secrets
import data.policies.lib.urls
import data.policies.lib.webhooks

# METADATA
# scope: document
# description: >-
#   Whether another rule than the last ones of the order reports a string of an object under check.
is_told(text) if is_token(text, secrets.prefixes_here)

is_told(text) if {
	contains(text, "://")
	params.runs("secrets.secret_url_credentials")
	urls.severity(text)
}

# METADATA
# description: >-
#   Whether secret-value-pattern reports a text; of the fixed texts given, which `prefixes_in` finds in it or in
#   something around it.
is_token(text, prefixes) if {
	count(prefixes) > 0
	params.runs("secrets.secret_value_pattern")
	secrets.named_tokens(text, prefixes)
}

# METADATA
# description: Whether flux-provider-inline-webhook reports the string at a path of an object.
is_webhook(resource, path) if {
	path == ["spec", "address"]
	resource.kind == "Provider"
	k8s.group(resource) == "notification.toolkit.fluxcd.io"
	params.runs("secrets.flux_provider_inline_webhook")
	webhooks.service(resource.spec.address)
}
