# METADATA
# title: Decryption by an unknown provider
# description: >-
#   kustomize-controller knows one provider of decryption, sops. The API server refuses a Kustomization that asks
#   for another one or for none, and what depends on it is not updated.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [secrets, flux, sops]
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
#       decryption:
#         provider: age
#         secretRef: {name: sops-age}
#   remedy: |-
#     Name the provider that there is.
#
#     ```yaml
#     spec:
#       decryption:
#         provider: sops
#         secretRef:
#           name: sops-age
#     ```
package policies.secrets.flux_decryption_provider

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Kustomizations whose decryption names no provider or another one than sops.
report contains finding if {
	some i in k8s.of("kustomize.toolkit.fluxcd.io", "Kustomization")
	kustomization := k8s.resources[i]
	decryption := object.get(kustomization, ["spec", "decryption"], null)
	is_object(decryption)
	provider := object.get(decryption, "provider", null)
	provider != "sops"
	not k8s.is_unknown(provider)
	finding := {
		"at": i,
		"path": ["spec", "decryption", "provider"],
		"message": sprintf(
			"%s cannot decrypt: %s. The only provider is sops.",
			[k8s.call(kustomization), k8s.field_is("spec.decryption.provider", provider)],
		),
	}
}
