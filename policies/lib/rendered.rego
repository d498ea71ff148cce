# METADATA
# title: What renders more than an overlay shows
# description: >-
#   A Helm release, an Application or a Flux Kustomization beside a reference may bring the object that the reference
#   names; where an overlay holds one, an object that is not rendered is unknown, not missing.
package policies.lib.rendered

import data.policies.lib.k8s
import data.policies.lib.overlay

_kinds := {
	"HelmRelease": {"helm.toolkit.fluxcd.io", "helm.fluxcd.io"},
	"HelmChart": {"helm.cattle.io"},
	"Application": {"argoproj.io"},
	"ApplicationSet": {"argoproj.io"},
	"Kustomization": {"kustomize.toolkit.fluxcd.io"},
}

# METADATA
# description: Whether something in the overlay may render further objects.
is_more if {
	some kind, groups in _kinds
	some group in groups
	count(overlay.of(group, kind)) > 0
}

# METADATA
# description: >-
#   Whether an object that another one names is missing: the overlay renders none that may be it, and nothing that may
#   render it. `space` is the namespace, "" where it is not known.
is_missing(group, kind, space, name) if {
	overlay.is_whole
	not is_more
	name != ""
	not k8s.is_templated(name)
	count(overlay.may_find(group, kind, space, name)) == 0
}
