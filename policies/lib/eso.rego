# METADATA
# title: External Secrets
# description: >-
#   The objects of the External Secrets Operator, the versions it stopped serving, and the ways to log in to a
#   provider with a key that does not expire. From its release notes and its API reference, state of release 1.2
#   (December 2025).
# related_resources:
# - ref: https://github.com/external-secrets/external-secrets/releases
# - ref: https://external-secrets.io/latest/api/spec/
package policies.lib.eso

import data.policies.lib.k8s

# METADATA
# description: The kinds that have reached v1; PushSecret and the generators stay v1alpha1.
graduated := ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"]

# METADATA
# description: The first release that does not serve a version of these kinds, as [major, minor].
removed := {"v1alpha1": [0, 16], "v1beta1": [0, 17]}

# METADATA
# description: A release as [major, minor]; what is none counts as the release of this table.
parsed(version) := [to_number(major), to_number(minor)] if {
	is_string(version)
	[[_, major, minor]] := regex.find_all_string_submatch_n(`^v?(0|[1-9][0-9]?)\.(0|[1-9][0-9]{0,3})(?:\.|$)`, version, 1)
} else := [1, 2]

# METADATA
# description: The indexes of SecretStores and ClusterSecretStores.
stores contains i if {
	some kind in ["ClusterSecretStore", "SecretStore"]
	some i in k8s.of("external-secrets.io", kind)
}

# METADATA
# description: >-
#   Every specification of an ExternalSecret, also that of a ClusterExternalSecret: `at`, `path` (where it is), `spec`.
external_secrets := [entry |
	some kind, path in {"ClusterExternalSecret": ["spec", "externalSecretSpec"], "ExternalSecret": ["spec"]}
	some i in k8s.of("external-secrets.io", kind)
	spec := object.get(k8s.resources[i], path, null)
	is_object(spec)
	entry := {"at": i, "path": path, "spec": spec}
]

# METADATA
# description: "Fields below spec.provider that hold a key which does not expire, and what is there `instead`."
static_methods := [
	{"path": ["alibaba", "auth", "secretRef"], "instead": "auth.rrsa"},
	{"path": ["aws", "auth", "secretRef"], "instead": "auth.jwt, the role of a ServiceAccount (IRSA), or Pod Identity"},
	{"path": ["azurekv", "authSecretRef"], "instead": "authType WorkloadIdentity"},
	{"path": ["conjur", "auth", "apikey"], "instead": "auth.jwt"},
	{"path": ["gcpsm", "auth", "secretRef"], "instead": "auth.workloadIdentity"},
	{"path": ["infisical", "auth", "universalAuthCredentials"], "instead": "auth.kubernetesAuthCredentials"},
	{"path": ["kubernetes", "auth", "token"], "instead": "auth.serviceAccount"},
	{"path": ["oracle", "auth", "secretRef"], "instead": "principalType Workload"},
	{"path": ["vault", "auth", "appRole"], "instead": _vault},
	{"path": ["vault", "auth", "iam", "secretRef"], "instead": "auth.iam.jwt"},
	{"path": ["vault", "auth", "ldap"], "instead": _vault},
	{"path": ["vault", "auth", "tokenSecretRef"], "instead": _vault},
	{"path": ["vault", "auth", "userPass"], "instead": _vault},
]

_vault := "auth.kubernetes or auth.jwt"
