# METADATA
# title: The APIs of Flux that are no longer served
# description: >-
#   By group and version: the first release without it. From the release notes of Flux 2.7.0, 2.8.0 and 2.9.0,
#   read in November 2026; the alpha versions were gone by 2.7 at the latest. Alert and Provider stay v1beta3.
# related_resources:
# - ref: https://github.com/fluxcd/flux2/releases
package policies.lib.flux_apis

# METADATA
# description: 'The first release that does not serve a version of a group, as [major, minor].'
removed := {
	"helm.toolkit.fluxcd.io": {"v2alpha1": [2, 7], "v2beta1": [2, 7], "v2beta2": [2, 8]},
	"image.toolkit.fluxcd.io": {"v1alpha1": [2, 7], "v1alpha2": [2, 7], "v1beta1": [2, 7], "v1beta2": [2, 9]},
	"kustomize.toolkit.fluxcd.io": {"v1alpha1": [2, 7], "v1beta1": [2, 7], "v1beta2": [2, 8]},
	"notification.toolkit.fluxcd.io": {"v1alpha1": [2, 7], "v1beta1": [2, 7], "v1beta2": [2, 9]},
	"source.toolkit.fluxcd.io": {"v1alpha1": [2, 7], "v1beta1": [2, 7], "v1beta2": [2, 8]},
}

# METADATA
# description: The version to write for a kind of a group today.
successor(group, kind) := object.get(_unreleased, kind, _stable[group])

_unreleased := {"Alert": "v1beta3", "Provider": "v1beta3"}

_stable := {
	"helm.toolkit.fluxcd.io": "v2",
	"image.toolkit.fluxcd.io": "v1",
	"kustomize.toolkit.fluxcd.io": "v1",
	"notification.toolkit.fluxcd.io": "v1",
	"source.toolkit.fluxcd.io": "v1",
}
