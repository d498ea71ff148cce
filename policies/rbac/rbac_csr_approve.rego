# METADATA
# title: ClusterRole that may approve certificates
# description: >-
#   A certificate that a Kubernetes signer issues is a login: its subject may be any user, and a group. Who approves
#   requests makes such logins, and they cannot be revoked before they expire.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.11]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata: {name: shop-certificates}
#     rules:
#       - apiGroups: [certificates.k8s.io]
#         resources: [certificatesigningrequests/approval]
#         verbs: [update]
#       - apiGroups: [certificates.k8s.io]
#         resources: [signers]
#         resourceNames: [kubernetes.io/kube-apiserver-client]
#         verbs: [approve]
#   remedy: |-
#     Approve by hand, or limit `approve` to the signer that is meant, and not to one that signs logins.
#
#     ```yaml
#     rules:
#       - apiGroups: [certificates.k8s.io]
#         resources: [signers]
#         resourceNames: [example.org/internal]
#         verbs: [approve]
#     ```
package policies.rbac.rbac_csr_approve

import data.policies.lib.grants
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of ClusterRoles that approve certificate signing requests: what says so by name, and what comes by a
#   wildcard where the role has both permissions that it takes, on the requests and on the signers. A role has one
#   finding. Signers other than those of Kubernetes sign no logins. For an approver, by its name, it is a warning.
report contains finding if {
	some at, halves in _halves
	not _is_own_signer(at)
	[_, _, rule, found] := min({half | some half in halves; _counts(half, halves)})
	finding := {
		"at": at,
		"path": rule.path,
		"severity": grants.severity_for(rule, {"approve", "approver"}, severity),
		"message": sprintf(
			"%s, so its holder lets in whom it wants. Approve by hand, or limit approve to a signer of your own.",
			[grants.says(rule, found)],
		),
	}
}

# What each rule of a role allows: part 0 is about requests, part 1 about signers.
_halves[rule.at] contains [part, rule.path, rule, found] if {
	some part, wanted in _wanted
	some [rule, found] in grants.severe(wanted)
	rule.cluster
	not _is_named(rule, part)
}

_wanted := [
	{
		"kinds": {"certificates.k8s.io": {"*/approval", "certificatesigningrequests/approval"}},
		"verbs": {"patch", "update"},
	},
	{"kinds": {"certificates.k8s.io": {"signers"}}, "verbs": {"approve"}},
]

# Either half counts by name. What a wildcard brings along grants nothing without the other half.
_counts([_, _, _, found], _) if not "*" in found.resources

_counts(_, halves) if count({part | some [part, _, _, _] in halves}) == 2

# Signers that sign no logins.
_is_named(rule, 1) if {
	count(rule.names) > 0
	every name in rule.names { not startswith(name, "kubernetes.io/") }
}

# A role whose only signers are its own may update what it wants: nothing else gets approved.
_is_own_signer(at) if {
	at in _own_signers
	every half in _halves[at] { half[0] == 0 }
}

_own_signers contains rule.at if {
	some i in rbac.by_resource.signers
	rule := rbac.rules[i]
	grants.grant(rule, _wanted[1])
	_is_named(rule, 1)
}
