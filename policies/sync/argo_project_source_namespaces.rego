# METADATA
# title: AppProject that is open to Applications of any namespace
# description: >-
#   sourceNamespaces say from which namespaces an Application may claim the project. Whoever may write
#   Applications in one of them acts with all rights of the project, so every namespace, or that of Argo CD
#   itself, gives the project away.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "7.0"
#   tags: [argocd, least-privilege, external/cwe/cwe-732]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       sourceNamespaces: ["*"]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#   remedy: |-
#     Name the namespaces of the team that owns the project.
#
#     ```yaml
#     spec:
#       sourceNamespaces:
#       - shop-apps
#     ```
#   parameters:
#     control_plane_namespaces:
#       description: Namespaces in which Argo CD itself runs, beside that of the project.
#       default: [argocd, openshift-gitops]
package policies.sync.argo_project_source_namespaces

import data.policies.lib.k8s
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Entries of sourceNamespaces that match every namespace, or that of Argo CD.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	r := k8s.resources[i]
	some j, pattern in k8s.array_at(r, ["spec", "sourceNamespaces"])
	is_string(pattern)
	reach := _reach(r, pattern)
	finding := {
		"at": i,
		"path": ["spec", "sourceNamespaces", j],
		"message": sprintf(
			"%s can be claimed by Applications of %s: spec.sourceNamespaces holds %q. Name the team's namespaces.",
			[k8s.call(r), reach, pattern],
		),
	}
}

_reach(r, pattern) := "every namespace" if {
	_matches(pattern, "any-other-namespace")
} else := sprintf("the namespace %s, where Argo CD runs", [home]) if {
	homes := sort([home | some home in _homes(r); _matches(pattern, home)])
	home := homes[0]
}

# A project lives where Argo CD does.
_homes(r) := {home |
	some home in array.concat(
		params.get("argo-project-source-namespaces", "control_plane_namespaces", ["argocd", "openshift-gitops"]),
		[k8s.string_at(r, ["metadata", "namespace"])],
	)
	home != ""
}

# Text between slashes is a regular expression, everything else a glob.
_matches(pattern, name) if {
	regex.match(`^/.+/$`, pattern)
	expression := trim_suffix(trim_prefix(pattern, "/"), "/")
	regex.is_valid(expression)
	regex.match(expression, name)
}

_matches(pattern, name) if {
	regex.match(`^[a-z0-9*?-]+$`, pattern)
	regex.match(sprintf("^%s$", [replace(replace(pattern, "*", ".*"), "?", ".")]), name)
}
