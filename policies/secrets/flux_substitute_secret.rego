# METADATA
# title: Secret among the variables of a Kustomization
# description: >-
#   What `postBuild.substitute` holds stands in Git and in the live Kustomization, and Flux copies it into every object
#   that uses the variable. For secrets Flux reads variables from Secrets.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [secrets, flux, external/cwe/cwe-312]
#   parameters:
#     ignored_names:
#       description: Variables that sound like a secret and hold none, in any case.
#       default: []
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       serviceAccountName: shop-reconciler
#       interval: 10m
#       path: ./deploy
#       prune: true
#       wait: true
#       sourceRef: {kind: GitRepository, name: shop}
#       postBuild:
#         substitute:
#           DB_PASSWORD: correct-horse
#   remedy: |-
#     Treat the value as leaked: replace it. Keep the new one in a Secret that is encrypted or fetched from a store.
#
#     ```yaml
#     spec:
#       postBuild:
#         substituteFrom:
#           - kind: Secret
#             name: cluster-secrets
#     ```
package policies.secrets.flux_substitute_secret

import data.policies.lib.assignments
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Variables with a literal that their name or its form gives away.
report contains finding if {
	some i in k8s.of("kustomize.toolkit.fluxcd.io", "Kustomization")
	some name, text in k8s.object_at(k8s.resources[i], ["spec", "postBuild", "substitute"])
	is_string(text)
	not precedence.is_told(text)
	_is_secret(name, text)
	path := ["spec", "postBuild", "substitute", name]
	finding := {
		"at": i,
		"path": path,
		"severity": _severity(text),
		"message": sprintf(
			"%s sets the variable %s to a literal in %s. Read it from a Secret with substituteFrom.",
			[k8s.call(k8s.resources[i]), name, paths.shown(path)],
		),
	}
}

_is_secret(_, text) if secrets.form(text)

_is_secret(name, text) if {
	not _ignored[lower(name)]
	assignments.is_secret(name, text)
}

_severity(text) := {"production": "note", "elsewhere": "note"} if {
	secrets.is_filler(text)
} else := severity

_ignored contains lower(name) if {
	some name in params.get("flux-substitute-secret", "ignored_names", [])
	is_string(name)
}
