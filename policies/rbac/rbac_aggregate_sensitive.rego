# METADATA
# title: Default role with more than it should have
# description: >-
#   A label adds the rules of a ClusterRole to `view`, `edit` or `admin`, which teams hold in their namespaces by the
#   dozen. `view` is handed out freely because it shows no Secrets and changes nothing; one label ends that for all
#   its holders.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "6.5"
#   tags: [rbac, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: ClusterRole
#     metadata:
#       name: shop-orders
#       labels:
#         rbac.authorization.k8s.io/aggregate-to-view: "true"
#     rules:
#       - apiGroups: [shop.example.com]
#         resources: [orders]
#         verbs: ["*"]
#   remedy: |-
#     Aggregate only what any holder of the default role may have; bind the rest to those who need it.
#
#     ```yaml
#     metadata:
#       name: widget-viewer
#       labels:
#         rbac.authorization.k8s.io/aggregate-to-view: "true"
#     rules:
#       - apiGroups: [widgets.example.org]
#         resources: [widgets]
#         verbs: [get, list, watch]
#     ```
package policies.rbac.rbac_aggregate_sensitive

import data.policies.lib.grants
import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.rbac

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   ClusterRoles that add to a default role: to view Secrets, a shell in pods, or every verb; to any of them
#   everything in the core group or another of Kubernetes, or in every group. What edit and admin have anyway, Secrets
#   and shells, adds nothing to them, and wildcards on custom resources are how their authors let people see them.
report contains finding if {
	some at, added in _added
	labels := rbac.default_roles(at)
	finding := {
		"at": at,
		"path": ["metadata", "labels"],
		"message": sprintf(
			"%s adds %s to the default %s %s by its labels. Take the label off, or leave out what few may have.",
			[k8s.call(k8s.resources[at]), paths.listed(added), _noun(labels), paths.joined(labels)],
		),
	}
}

_noun(labels) := "role" if count(labels) == 1

_noun(labels) := "roles" if count(labels) != 1

_added[rule.at] contains what if {
	some rule in rbac.rules
	rule.cluster
	count(rbac.default_roles(rule.at)) > 0
	not rbac.is_left(rule)
	some what in (_sensitive(rule) | _kept_from_view(rule))
}

_sensitive(rule) := ({"every verb" |
	"*" in rule.verbs
	count(rule.api_groups & _built_in) > 0
} | {"every resource" |
	"*" in rule.resources
	count(rule.api_groups & {"", "*"}) > 0
}) | {"bind or escalate" | grants.escalation(rule)}

_kept_from_view(rule) := (_secrets(rule) | _shells(rule)) | _verbs(rule) if {
	"view" in rbac.default_roles(rule.at)
} else := set()

_secrets(rule) := {"Secrets" | grants.grant(rule, _any_secret)}

_shells(rule) := {"commands in pods" | grants.execution(rule)}

_verbs(rule) := {"every verb" | "*" in rule.verbs}

_any_secret := {
	"kinds": {"": {"secrets"}},
	"verbs": {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"},
}

# https://kubernetes.io/docs/reference/kubernetes-api/, version 1.34.
_built_in := {
	"", "*", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps",
	"authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
	"coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io",
	"networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io",
	"scheduling.k8s.io", "storage.k8s.io",
}
