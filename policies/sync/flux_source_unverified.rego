# METADATA
# title: Flux source whose signature is not verified
# description: >-
#   Without verification whoever can push to a repository or a registry can deploy. A signature that Flux checks ties
#   what runs to the keys of those who may release.
# related_resources:
# - ref: https://fluxcd.io/flux/components/source/ocirepositories/#verification
# - ref: https://fluxcd.io/flux/components/source/gitrepositories/#verification
# - ref: https://cwe.mitre.org/data/definitions/347.html
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   security_severity: "4.2"
#   tags: [flux, supply-chain, external/cwe/cwe-347]
#   example: |-
#     apiVersion: source.toolkit.fluxcd.io/v1
#     kind: OCIRepository
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       url: oci://registry.example.com/manifests/shop
#       ref:
#         tag: 1.4.2
#   remedy: |-
#     Sign artifacts and let Flux verify them.
#
#     ```yaml
#     spec:
#       verify:
#         provider: cosign
#         matchOIDCIdentity:
#         - issuer: ^https://token.actions.githubusercontent.com$
#           subject: ^https://github.com/example/shop.*$
#     ```
package policies.sync.flux_source_unverified

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Git repositories, artifacts and charts of a repository that are taken without a check of their signature.
report contains finding if {
	some [entry, path, spec] in _verifiable
	not k8s.exists(spec, ["verify"])
	finding := {
		"at": entry.at,
		"path": array.concat(path, ["verify"]),
		"message": sprintf(
			"%s takes what it fetches without checking a signature: %s is not set. Set it.",
			[k8s.call(entry.resource), paths.shown(array.concat(path, ["verify"]))],
		),
	}
}

_verifiable contains [entry, ["spec"], entry.spec] if {
	some kind in {"GitRepository", "OCIRepository"}
	some entry in flux.of(kind)
}

_verifiable contains [entry, ["spec"], entry.spec] if {
	some entry in flux.of("HelmChart")
	_is_signed(entry.spec)
}

_verifiable contains [entry, ["spec", "chart", "spec"], entry.spec.chart.spec] if {
	some entry in flux.of("HelmRelease")
	is_object(entry.spec.chart.spec)
	_is_signed(entry.spec.chart.spec)
}

# Only a chart of a repository can be signed; one in Git or a bucket is verified with its source.
_is_signed(chart) if {
	kind := object.get(chart, ["sourceRef", "kind"], "HelmRepository")
	kind == "HelmRepository"
}
