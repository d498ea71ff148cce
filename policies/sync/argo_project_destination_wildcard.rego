# METADATA
# title: AppProject that deploys anywhere
# description: >-
#   Destinations bound what an Application of the project can overwrite. Every namespace of every cluster bounds
#   nothing, every namespace of one cluster gives away that cluster, kube-system included, and Argo CD's own
#   namespace gives away Argo CD: an Application there can create Applications in any project.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.0"
#   tags: [argocd, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       destinations:
#         - server: "*"
#           namespace: "*"
#   remedy: |-
#     Name the namespaces and the cluster of the team; a prefix with a glob is fine.
#
#     ```yaml
#     spec:
#       destinations:
#       - server: https://kubernetes.default.svc
#         namespace: shop-*
#     ```
#   parameters:
#     control_plane_namespaces:
#       description: Namespaces in which Argo CD itself runs.
#       default: [argocd, openshift-gitops]
package policies.sync.argo_project_destination_wildcard

import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Destinations that reach all namespaces, or that of Argo CD. Entries with `!` forbid, and are fine.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, destination in k8s.array_at(k8s.resources[i], ["spec", "destinations"])
	is_object(destination)
	[reach, level] := _reach(destination)
	finding := {
		"at": i,
		"path": ["spec", "destinations", j],
		"severity": _levels[level],
		"message": sprintf(
			"%s deploys to %s: spec.destinations[%d]. Name the namespaces of the team.",
			[k8s.call(k8s.resources[i]), reach, j],
		),
	}
}

_levels := {"error": severity, "warning": {"production": "warning", "elsewhere": "warning"}}

_reach(destination) := ["every namespace of every cluster", "error"] if {
	_is_any(k8s.string_at(destination, ["namespace"]))
	some field in ["server", "name"]
	_is_any(k8s.string_at(destination, [field]))
} else := [sprintf("every namespace of the cluster %s", [_cluster(destination)]), "warning"] if {
	_is_any(k8s.string_at(destination, ["namespace"]))
} else := [sprintf("the namespace %s, where Argo CD runs", [home]), "warning"] if {
	some home in _homes
	_is_local(destination)
	_matches(k8s.string_at(destination, ["namespace"]), home)
}

_homes := params.get("argo-project-destination-wildcard", "control_plane_namespaces", ["argocd", "openshift-gitops"])

_is_any(pattern) if regex.match(`^(https?://)?\*+$`, pattern)

# An entry without a cluster, or that names one with `!`, allows nothing.
_cluster(destination) := clusters[0] if {
	clusters := [cluster |
		some field in ["server", "name"]
		cluster := k8s.string_at(destination, [field])
		cluster != ""
		not startswith(cluster, "!")
	]
}

_is_local(destination) if regex.match(
	`^https://kubernetes\.default(\.svc(\.cluster\.local)?)?(:443)?/?$`,
	k8s.string_at(destination, ["server"]),
)

_is_local(destination) if k8s.string_at(destination, ["name"]) == "in-cluster"

_is_local(destination) if {
	some field in ["server", "name"]
	_is_any(k8s.string_at(destination, [field]))
}

# Globs of Argo CD, as far as names of namespaces go.
_matches(pattern, name) if {
	regex.match(`^[a-z0-9*-]+$`, pattern)
	regex.match(sprintf("^%s$", [replace(pattern, "*", ".*")]), name)
}
