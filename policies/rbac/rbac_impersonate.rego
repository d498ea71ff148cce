# METADATA
# title: Role that may act as somebody else
# description: >-
#   Who may impersonate users or groups is everybody at once: with `system:masters` no other rule holds. On service
#   accounts it lends the permissions of every workload, and the audit log shows two names where one acted.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "8.8"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.8]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-support}
#     rules:
#       - apiGroups: [""]
#         resources: [users, groups]
#         verbs: [impersonate]
#   remedy: |-
#     Give the holder the permissions themselves. Where it must impersonate, name whom.
#
#     ```yaml
#     rules:
#       - apiGroups: [""]
#         resources: [serviceaccounts]
#         resourceNames: [shop-deployer]
#         verbs: [impersonate]
#     ```
package policies.rbac.rbac_impersonate

import data.policies.lib.grants
import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that impersonate users, groups, service accounts, UIDs or extras, but for those of Flux and Argo
#   CD, which apply what is in Git as the service account that it names. Named identities are a warning.
report contains finding if {
	some [rule, found] in grants.severe(_wanted)
	not _is_left(found)
	not _is_gitops(k8s.resources[rule.at])
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": _severity(rule),
		"message": sprintf(
			"%s, so its holder acts with the permissions of others. Grant what it needs, or name whom it may impersonate.",
			[grants.says(rule, found)],
		),
	}
}

_wanted := {
	"kinds": {
		"": {"groups", "serviceaccounts", "users"},
		"authentication.k8s.io": ({"uids", "userextras"} | {name |
			some name, _ in rbac.by_resource
			startswith(name, "userextras/")
		}),
	},
	"verbs": {"impersonate"},
}

# Every verb on service accounts is written to manage them; what else that allows, rbac-wildcard-verbs says.
_is_left(found) if {
	found.resources == {"serviceaccounts"}
	found.verbs == {"*"}
	params.runs("rbac.rbac_wildcard_verbs")
}

_is_gitops(role) if k8s.string_at(role, ["metadata", "labels", "app.kubernetes.io/part-of"]) in {"argocd", "flux"}

_is_gitops(role) if {
	regex.match(`(?:^|-)(?:argocd-application-controller|(?:kustomize|helm)-controller|flux)(?:-|$)`, k8s.name(role))
}

_severity(rule) := {"production": "warning", "elsewhere": "warning"} if {
	count(rule.names) > 0
	every name in rule.names { not _is_powerful(name) }
} else := severity

# Everybody with a login is in system:authenticated, so that nobody wins by it.
_is_powerful(name) if {
	startswith(name, "system:")
	not name in {"system:authenticated", "system:unauthenticated"}
}
