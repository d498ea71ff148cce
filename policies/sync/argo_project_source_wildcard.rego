# METADATA
# title: AppProject that takes any source
# description: >-
#   A project whose sourceRepos hold `*` deploys from every repository on the internet: whoever may create an
#   Application in it, or change the address of one, chooses what runs in the cluster.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "5.5"
#   tags: [argocd, least-privilege, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: ["*"]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#   remedy: |-
#     Name the repositories of the team, or its organisation.
#
#     ```yaml
#     spec:
#       sourceRepos:
#       - https://github.com/acme/*
#     ```
package policies.sync.argo_project_source_wildcard

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Entries of sourceRepos that match every repository. A glob below a host or organisation is fine.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, repository in k8s.array_at(k8s.resources[i], ["spec", "sourceRepos"])
	is_string(repository)
	regex.match(`^([a-z+*]+://|[a-z]+@)?[*/:]*\*[*/:]*$`, repository)
	finding := {
		"at": i,
		"path": ["spec", "sourceRepos", j],
		"message": sprintf(
			"%s deploys from any repository: spec.sourceRepos holds %q. Name the repositories of the team.",
			[k8s.call(k8s.resources[i]), repository],
		),
	}
}
