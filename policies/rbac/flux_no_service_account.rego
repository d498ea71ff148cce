# METADATA
# title: Flux object applied as cluster-admin
# description: >-
#   Without a service account the controllers apply with their own permissions, which are cluster-admin: whoever may
#   write to the path or the chart may change anything, in every namespace.
# related_resources:
# - ref: https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control
# - ref: https://fluxcd.io/flux/installation/configuration/multitenancy/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "6.0"
#   tags: [flux, rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: kustomize.toolkit.fluxcd.io/v1
#     kind: Kustomization
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       path: ./deploy
#       prune: true
#       wait: true
#       sourceRef: {kind: GitRepository, name: shop}
#   remedy: |-
#     Name a service account of the object's namespace that is bound to what its source needs.
#
#     ```yaml
#     spec:
#       serviceAccountName: shop-reconciler
#     ```
#   parameters:
#     default_service_account:
#       description: What --default-service-account of the controllers says, empty where it is not set.
#       default: ""
package policies.rbac.flux_no_service_account

import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Kustomizations and HelmReleases of Flux without a service account, unless they go to a cluster by a kubeconfig of
#   its own, or the controllers have a default one. What bootstraps Flux needs its permissions: a note.
report contains finding if {
	_default == ""
	some [group, kind] in _kinds
	some at in k8s.of(group, kind)
	r := k8s.resources[at]
	is_object(r.spec)
	object.get(r.spec, "serviceAccountName", "") in {"", null}
	object.get(r.spec, "kubeConfig", null) == null
	finding := {
		"at": at,
		"path": ["spec", "serviceAccountName"],
		"severity": _severity(r),
		"message": sprintf(
			"%s is applied as cluster-admin: spec.serviceAccountName %s. Name one that may do what its source needs.",
			[k8s.call(r), _state(r.spec)],
		),
	}
}

_kinds := [["helm.toolkit.fluxcd.io", "HelmRelease"], ["kustomize.toolkit.fluxcd.io", "Kustomization"]]

_default := params.get("flux-no-service-account", "default_service_account", "")

_state(spec) := "is empty" if spec.serviceAccountName == ""

else := "is not set"

_severity(r) := {"production": "note", "elsewhere": "note"} if {
	"flux-system" in {k8s.string_at(r, ["metadata", "namespace"]), k8s.name(r)}
} else := severity
