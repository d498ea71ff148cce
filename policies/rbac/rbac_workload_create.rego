# METADATA
# title: Role that may start workloads
# description: >-
#   A new pod may run as any service account of its namespace and mount any Secret of it, so to create or change pods,
#   or what starts them, is to hold all of these. With a ClusterRole that is every namespace, kube-system too.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   security_severity: "6.0"
#   tags: [rbac, least-privilege, external/cwe/cwe-250, cis-kubernetes/5.1.4]
#   example: |-
#     apiVersion: rbac.authorization.k8s.io/v1
#     kind: Role
#     metadata: {name: shop-developer, namespace: shop}
#     rules:
#       - apiGroups: [apps]
#         resources: [deployments]
#         verbs: [get, list, watch, create, patch]
#   remedy: |-
#     Let Argo CD or Flux start workloads from Git. Who only restarts or scales them needs `patch` on
#     `deployments/scale`, or on named workloads.
#
#     ```yaml
#     rules:
#       - apiGroups: [apps]
#         resources: [deployments/scale]
#         verbs: [get, patch]
#     ```
package policies.rbac.rbac_workload_create

import data.policies.lib.grants

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Rules of roles that create or change pods, or what makes them. For operators and deployers, by the name of the
#   role, that is their work: a note.
report contains finding if {
	some [rule, found] in grants.mild(_wanted)
	finding := {
		"at": rule.at,
		"path": rule.path,
		"severity": grants.severity_for(rule, _purposes, severity),
		"message": sprintf(
			"%s, %s. Let what is in Git start workloads instead.",
			[grants.says(rule, found), sprintf(_gain(found), [_where[rule.cluster]])],
		),
	}
}

_wanted := {
	"kinds": {
		"": {"pods", "replicationcontrollers"},
		"apps": {"daemonsets", "deployments", "replicasets", "statefulsets"},
		"apps.openshift.io": {"deploymentconfigs"},
		"argoproj.io": {"rollouts"},
		"batch": {"cronjobs", "jobs"},
		"extensions": {"daemonsets", "deployments", "replicasets"},
	},
	"verbs": {"create", "patch", "update"},
}

_purposes := {
	"argo", "argocd", "cd", "ci", "cicd", "controller", "deploy", "deployer", "deployment", "flux", "gitops",
	"manager", "operator", "pipeline", "pipelines", "reconciler", "runner", "scheduler",
}

# Of a pod that is there only images and labels can be changed.
_gain(found) := "so its holder changes what runs in the pods %s" if {
	found.resources == {"pods"}
	count(found.verbs & {"create", "*"}) == 0
} else := "which lends every service account and Secret %s"

_where := {true: "of each namespace where it is bound", false: "of the namespace"}
