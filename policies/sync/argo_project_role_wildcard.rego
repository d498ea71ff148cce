# METADATA
# title: Role of an AppProject without bounds
# description: >-
#   Roles of projects are meant for pipelines and teams, and what a policy allows with `*` includes deleting,
#   overriding parameters and running a shell in pods. A token without expiry stays valid until somebody
#   remembers it.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "5.5"
#   tags: [argocd, least-privilege, external/cwe/cwe-250, external/cwe/cwe-613]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#       roles:
#         - name: ci
#           policies:
#             - p, proj:shop:ci, applications, *, shop/*, allow
#   remedy: |-
#     Allow the actions that are needed; a glob over the objects of the project is fine. Create tokens that
#     expire.
#
#     ```yaml
#     spec:
#       roles:
#       - name: ci
#         policies:
#         - p, proj:shop:ci, applications, sync, shop/*, allow
#     ```
package policies.sync.argo_project_role_wildcard

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: Policies that allow every action or every resource, and tokens that do not expire.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, role in k8s.array_at(k8s.resources[i], ["spec", "roles"])
	some n, policy in k8s.array_at(role, ["policies"])
	is_string(policy)
	reach := _reach([trim_space(part) | some part in split(policy, ",")])
	finding := {
		"at": i,
		"path": ["spec", "roles", j, "policies", n],
		"message": sprintf(
			"The role %q of %s allows %s: policy %q. List what the role needs.",
			[k8s.string_at(role, ["name"]), k8s.call(k8s.resources[i]), reach, policy],
		),
	}
}

report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, role in k8s.array_at(k8s.resources[i], ["spec", "roles"])
	some n, token in k8s.array_at(role, ["jwtTokens"])
	is_object(token)
	object.get(token, "exp", 0) in {0, null}
	finding := {
		"at": i,
		"path": ["spec", "roles", j, "jwtTokens", n, "exp"],
		"message": sprintf(
			"A token of the role %q of %s never expires: jwtTokens[%d] has no exp. Replace it by one that does.",
			[k8s.string_at(role, ["name"]), k8s.call(k8s.resources[i]), n],
		),
	}
}

# p, subject, resource, action, object, effect
_reach(["p", _, "*", _, _, "allow"]) := "actions on every kind of resource"

_reach(["p", _, resource, "*", _, "allow"]) := sprintf("every action on %s", [resource]) if resource != "*"
