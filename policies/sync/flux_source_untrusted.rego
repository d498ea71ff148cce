# METADATA
# title: Source outside the allowed ones
# description: >-
#   Whatever a source delivers runs in the cluster. A list of the organisations and registries that may deliver keeps
#   a typing error, or a stranger's repository, out of a merge.
# related_resources:
# - ref: https://fluxcd.io/flux/security/best-practices/
# - ref: https://cwe.mitre.org/data/definitions/829.html
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   security_severity: "5.9"
#   tags: [flux, argocd, supply-chain, external/cwe/cwe-829]
#   remedy: |-
#     Take it from an allowed place, or add the place to the list after a review.
#
#     ```yaml
#     rules:
#       flux-source-untrusted:
#         severity: error
#         parameters:
#           allowed_sources: [github.com/example, ghcr.io/example/*, charts.example.com]
#     ```
#   parameters:
#     allowed_sources:
#       description: >-
#         Addresses that may be used, without scheme; what is below one is allowed too, and * stands for anything
#         but a slash. Without any, nothing is checked. This repository itself is always allowed.
#       default: []
package policies.sync.flux_source_untrusted

import data.policies.lib.argo
import data.policies.lib.flux
import data.policies.lib.git
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Sources of Flux and of Argo CD Applications with an address that is not on the list.
report contains finding if {
	count(_allowed) > 0
	some [at, path, url] in _addresses
	url != ""
	not k8s.is_templated(url)
	not git.is_own(url)
	shown := git.normalise(url)
	not _is_allowed(shown)
	finding := {
		"at": at,
		"path": path,
		"message": sprintf(
			"%s fetches from %q, which is not among the allowed sources. Use an allowed one, or have this one allowed.",
			[k8s.call(k8s.resources[at]), shown],
		),
	}
}

_addresses contains [entry.at, ["spec", "url"], k8s.string_at(entry.spec, ["url"])] if {
	some kind in {"GitRepository", "HelmRepository", "OCIRepository"}
	some entry in flux.of(kind)
}

_addresses contains [entry.at, ["spec", "endpoint"], k8s.string_at(entry.spec, ["endpoint"])] if {
	some entry in flux.of("Bucket")
}

_addresses contains [app.at, array.concat(entry.path, ["repoURL"]), k8s.string_at(entry.source, ["repoURL"])] if {
	some app in argo.applications
	some entry in argo.sources(app)
}

_allowed contains git.normalise(trim_suffix(entry, "/*")) if {
	some entry in params.get("flux-source-untrusted", "allowed_sources", [])
	is_string(entry)
}

_is_allowed(url) if url in _allowed

_is_allowed(url) if {
	some pattern in _allowed
	startswith(url, concat("", [pattern, "/"]))
}

_is_allowed(url) if {
	some pattern in _allowed
	contains(pattern, "*")
	some text in [pattern, concat("", [pattern, "/**"])]
	glob.match(text, ["/"], url)
}
