# METADATA
# title: Flux Receiver that anybody may call
# description: >-
#   A Receiver is an address on the Internet that makes Flux work. Without a token, or with the type generic, which
#   checks nothing but the address, whoever learns it can keep the controllers busy.
# related_resources:
# - ref: https://fluxcd.io/flux/components/notification/receivers/#type
# - ref: https://cwe.mitre.org/data/definitions/306.html
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "5.3"
#   tags: [flux, external/cwe/cwe-306]
#   example: |-
#     apiVersion: notification.toolkit.fluxcd.io/v1
#     kind: Receiver
#     metadata: {name: shop, namespace: shop}
#     spec:
#       type: generic
#       secretRef: {name: receiver-token}
#       resources:
#         - {kind: GitRepository, name: shop}
#   remedy: |-
#     Take the type of the sender, or generic-hmac, and a Secret with a random token.
#
#     ```yaml
#     spec:
#       type: generic-hmac
#       secretRef:
#         name: receiver-token
#     ```
package policies.sync.flux_receiver_weak

import data.policies.lib.flux
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Receivers without a token, unless OpenID Connect takes its place, and those that verify no request.
report contains finding if {
	some entry in flux.of("Receiver")
	_is_open(entry.spec)
	finding := {
		"at": entry.at,
		"path": ["spec", "secretRef"],
		"message": sprintf(
			"%s has no spec.secretRef, so anybody can call it. Name a Secret with a random token.",
			[k8s.call(entry.resource)],
		),
	}
}

report contains finding if {
	some entry in flux.of("Receiver")
	entry.spec.type == "generic"
	not _is_open(entry.spec)
	finding := {
		"at": entry.at,
		"path": ["spec", "type"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": sprintf(
			"%s is of the type generic, which verifies no request. Use generic-hmac or the type of the sender.",
			[k8s.call(entry.resource)],
		),
	}
}

_is_open(spec) if {
	type := object.get(spec, "type", "")
	type != "generic-oidc"
	not k8s.is_unknown(type)
	not k8s.is_unknown(object.get(spec, "secretRef", null))
	object.get(spec, ["secretRef", "name"], null) in {null, ""}
}
