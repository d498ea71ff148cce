# METADATA
# title: ExternalSecret that is never refreshed
# description: >-
#   With an interval of zero, or the policy CreatedOnce, the Secret keeps the value that it got first: a rotation in
#   the store does not arrive, and programs fail with the old one long after.
# related_resources:
# - ref: https://external-secrets.io/latest/api/externalsecret/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [secrets, external-secrets]
#   example: |-
#     apiVersion: external-secrets.io/v1
#     kind: ExternalSecret
#     metadata: {name: shop-database, namespace: shop}
#     spec:
#       refreshInterval: "0"
#       secretStoreRef: {kind: ClusterSecretStore, name: vault}
#       data:
#         - secretKey: password
#           remoteRef: {key: shop/database, property: password}
#   remedy: |-
#     Let the operator look from time to time. For values of a generator CreatedOnce is right.
#
#     ```yaml
#     spec:
#       refreshInterval: 1h
#     ```
package policies.secrets.eso_refresh_disabled

import data.policies.lib.eso
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: ExternalSecrets that read their store once.
report contains finding if {
	some secret in eso.external_secrets
	not _is_generated(secret.spec)
	field := _field(secret.spec)
	path := array.concat(secret.path, [field])
	finding := {
		"at": secret.at,
		"path": path,
		"message": sprintf(
			"%s reads its store only once: %s. Set a refreshInterval such as 1h.",
			[k8s.call(k8s.resources[secret.at]), k8s.field_is(concat(".", path), secret.spec[field])],
		),
	}
}

_field(spec) := "refreshPolicy" if {
	spec.refreshPolicy == "CreatedOnce"
} else := "refreshInterval" if {
	object.get(spec, "refreshPolicy", "Periodic") in {"", "Periodic", null}
	_is_zero(spec.refreshInterval)
}

_is_zero(0)

_is_zero(value) if {
	is_string(value)
	regex.match(`^[+-]?(?:0+(?:\.0*)?(?:ns|us|µs|μs|ms|s|m|h)?)+$`, value)
}

# A generator would make a new password every time.
_is_generated(spec) if {
	some source in k8s.array_at(spec, ["dataFrom"])
	k8s.exists(source, ["sourceRef", "generatorRef"])
}

_is_generated(spec) if {
	some source in k8s.array_at(spec, ["data"])
	k8s.exists(source, ["sourceRef", "generatorRef"])
}
