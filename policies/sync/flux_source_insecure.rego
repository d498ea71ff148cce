# METADATA
# title: Flux source over an insecure connection
# description: >-
#   Over plain HTTP whoever sits on the way can swap manifests and charts, and reads the credentials of the source.
#   What a source delivers is applied with the rights of Flux.
# related_resources:
# - ref: https://fluxcd.io/flux/components/source/ocirepositories/#insecure
# - ref: https://cwe.mitre.org/data/definitions/319.html
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.4"
#   tags: [flux, supply-chain, external/cwe/cwe-319]
#   example: |-
#     apiVersion: source.toolkit.fluxcd.io/v1
#     kind: HelmRepository
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       url: http://charts.example.com
#   remedy: |-
#     Use HTTPS or SSH. For a certificate of your own, name the CA in `certSecretRef`.
#
#     ```yaml
#     spec:
#       url: https://charts.example.com
#     ```
#   parameters:
#     internal_hosts:
#       description: Hosts that may be reached without TLS; one that starts with a dot stands for all below it.
#       default: [localhost, 127.0.0.1, .svc, .cluster.local]
package policies.sync.flux_source_insecure

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Sources with `insecure: true` or an address of http://, unless the host is inside the cluster or a later tool
#   fills it in.
report contains finding if {
	some kind in {"Bucket", "HelmRepository", "ImageRepository", "OCIRepository"}
	some entry in flux.of(kind)
	entry.spec.insecure == true
	host := _host(k8s.string_at(entry.spec, [_addresses[kind]]))
	not _is_inside(host)
	finding := {
		"at": entry.at,
		"path": ["spec", "insecure"],
		"message": sprintf(
			"%s has spec.insecure true, so it fetches from %q without TLS. Remove it.",
			[k8s.call(entry.resource), host],
		),
	}
}

report contains finding if {
	some kind in {"GitRepository", "HelmRepository", "OCIRepository"}
	some entry in flux.of(kind)
	url := k8s.string_at(entry.spec, ["url"])
	startswith(lower(url), "http://")
	host := _host(url)
	not _is_inside(host)
	finding := {
		"at": entry.at,
		"path": ["spec", "url"],
		"message": sprintf(
			"%s fetches from %q by http://, without TLS. Use https:// or ssh://.",
			[k8s.call(entry.resource), host],
		),
	}
}

_addresses := {"Bucket": "endpoint", "HelmRepository": "url", "ImageRepository": "image", "OCIRepository": "url"}

# The host of an address, without scheme, user and port.
_host(address) := trim_suffix(regex.replace(lower(parts[0]), `:[0-9]*$`, ""), ".") if {
	located := regex.replace(address, `^[A-Za-z][A-Za-z0-9+.-]*://`, "")
	parts := split(regex.replace(located, `^[^/]*@`, ""), "/")
}

# Names of one label are found through the search path of the pod, so in the cluster.
_is_inside(host) if not contains(host, ".")

_is_inside(host) if k8s.is_templated(host)

_is_inside(host) if {
	some name in _inside
	_is_below(host, name)
}

_is_below(host, name) if host == name

_is_below(host, name) if {
	startswith(name, ".")
	endswith(host, name)
}

_inside contains lower(name) if {
	some name in params.get("flux-source-insecure", "internal_hosts", ["localhost", "127.0.0.1", ".svc", ".cluster.local"])
	is_string(name)
}
