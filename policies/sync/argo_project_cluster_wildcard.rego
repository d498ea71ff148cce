# METADATA
# title: AppProject that may create any cluster-scoped object
# description: >-
#   Cluster-scoped objects are what bounds everybody else: namespaces, cluster roles, webhooks, CRDs. A project
#   that may create all of them can make itself administrator of the cluster. An empty whitelist allows none.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "6.0"
#   tags: [argocd, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#       clusterResourceWhitelist:
#         - group: "*"
#           kind: "*"
#   remedy: |-
#     List the kinds that the applications of the project need.
#
#     ```yaml
#     spec:
#       clusterResourceWhitelist:
#       - group: ""
#         kind: Namespace
#     ```
package policies.sync.argo_project_cluster_wildcard

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Entries of the whitelist that allow every cluster-scoped kind.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, entry in k8s.array_at(k8s.resources[i], ["spec", "clusterResourceWhitelist"])
	is_object(entry)
	_is_any(entry.group)
	_is_any(entry.kind)
	_is_unnamed(object.get(entry, "name", null))
	finding := {
		"at": i,
		"path": ["spec", "clusterResourceWhitelist", j],
		"message": sprintf(
			"%s may create any cluster-scoped object: spec.clusterResourceWhitelist[%d] is %s. List the kinds needed.",
			[k8s.call(k8s.resources[i]), j, "group * and kind *"],
		),
	}
}

_is_any(pattern) if pattern in {"*", "**"}

# An entry may be bound to objects of some names.
_is_unnamed(name) if name in {null, ""}

_is_unnamed(name) if _is_any(name)
