# METADATA
# title: Vault agent without a role
# description: >-
#   The agent logs in to Vault with the ServiceAccount of the pod and a role. Without the role its injection fails,
#   or it takes a default that the injector has for everybody, and the pod waits for its secrets.
# related_resources:
# - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [secrets, vault]
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration}
#     spec:
#       template:
#         metadata:
#           annotations:
#             vault.hashicorp.com/agent-inject: "true"
#             vault.hashicorp.com/agent-pre-populate-only: "true"
#             vault.hashicorp.com/agent-inject-secret-database: shop/data/database
#         spec:
#           serviceAccountName: shop
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate]
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Name the role of Vault that is bound to the ServiceAccount.
#
#     ```yaml
#     template:
#       metadata:
#         annotations:
#           vault.hashicorp.com/agent-inject: "true"
#           vault.hashicorp.com/role: shop
#     ```
package policies.secrets.vault_agent_role_missing

import data.policies.lib.k8s
import data.policies.lib.vault

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Templates of pods that ask for the agent and name neither a role nor what replaces it.
report contains finding if {
	some pod in vault.annotated
	vault.is_true(pod.annotations["vault.hashicorp.com/agent-inject"])
	_is_by_kubernetes(pod.annotations)
	every annotation in _roles { object.get(pod.annotations, annotation, "") in {"", null} }
	finding := {
		"at": pod.at,
		"path": array.concat(pod.path, ["vault.hashicorp.com/role"]),
		"message": sprintf(
			"%s has the Vault agent injected without a role to log in with. Set the annotation vault.hashicorp.com/role.",
			[k8s.call(k8s.resources[pod.at])],
		),
	}
}

_roles := {
	"vault.hashicorp.com/agent-configmap",
	"vault.hashicorp.com/auth-config-role",
	"vault.hashicorp.com/role",
}

# Other methods log in with something else.
_is_by_kubernetes(annotations) if {
	object.get(annotations, "vault.hashicorp.com/auth-type", "kubernetes") in {"", "kubernetes", null}
}
