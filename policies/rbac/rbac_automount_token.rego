# METADATA
# title: Token of a service account that nobody needs
# description: >-
#   Kubernetes mounts a token into every container unless it is told not to. Most workloads never call the API server;
#   who breaks into one of them holds its token all the same, and asks what it may do.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   scope: overlay
#   severity: {production: note, elsewhere: "off"}
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.6]
#   example: |-
#     apiVersion: v1
#     kind: ServiceAccount
#     metadata: {name: shop, namespace: shop}
#   remedy: |-
#     Keep the token out, in the service account for all its pods, or in a pod.
#
#     ```yaml
#     apiVersion: v1
#     kind: ServiceAccount
#     metadata:
#       name: shop
#     automountServiceAccountToken: false
#     ```
package policies.rbac.rbac_automount_token

import data.policies.lib.accounts
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# scope: document
# description: >-
#   Service accounts that let their token be mounted, and pods that have it mounted though their account does not say
#   so; what a pod says comes first. An account that a binding names is one that calls the API server. An account
#   whose pods all keep the token out is none of this rule's, nor is a pod whose account is not in the overlay, but
#   for `default`, which Kubernetes makes. Pods with `default` are left to pod-default-service-account.
report contains finding if {
	some at in overlay.of("", "ServiceAccount")
	account := k8s.resources[at]
	accounts.token(account) in {"mounted", "nothing"}
	key := [overlay.namespace(account), k8s.name(account)]
	not accounts.is_bound(key)
	_is_used(key)
	finding := {
		"at": at,
		"path": ["automountServiceAccountToken"],
		"message": sprintf(
			"%s lets its token be mounted into each of its pods. Set automountServiceAccountToken: false.",
			[k8s.call(account)],
		),
	}
}

report contains finding if {
	some key, pods in accounts.users
	not accounts.is_bound(key)
	not _is_left(key)
	some i in pods
	pod := k8s.pods[i]
	_mounts(key, accounts.token(pod.spec))
	path := array.concat(pod.path, ["automountServiceAccountToken"])
	finding := {
		"at": pod.at,
		"path": path,
		"message": sprintf(
			"%s has a token of the service account %q, which no binding of the overlay names. Set %s: false.",
			[k8s.call(k8s.resources[pod.at]), key[1], paths.shown(path)],
		),
	}
}

# By a pod that leaves it to the account, or by none that is rendered.
_is_used(key) if not accounts.users[key]

_is_used(key) if {
	some i in accounts.users[key]
	accounts.token(k8s.pods[i].spec) == "nothing"
}

_mounts(_, "mounted")

# A service account that is rendered speaks for itself, one that is not is unknown.
_mounts([space, "default"], "nothing") if count(overlay.may_find("", "ServiceAccount", space, "default")) == 0

_is_left([_, "default"]) if params.runs_in("resource", "rbac.pod_default_service_account")
