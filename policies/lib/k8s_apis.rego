# METADATA
# title: The APIs of Kubernetes that are no longer served
# description: >-
#   By version and kind: the first release without it. Beta versions are those of the migration guide as of
#   Kubernetes 1.32, the last release that it has an entry for (read in November 2026). The guide does not list alpha
#   versions, ControllerRevision and SelfSubjectRulesReview: their releases are not checked against a source yet.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# - ref: https://github.com/kubernetes/kubernetes/tree/master/CHANGELOG
package policies.lib.k8s_apis

# METADATA
# description: >-
#   By apiVersion and kind: `since` (the first release that does not serve it, as [major, minor]) and `write`, what
#   to write today, "" where nothing replaces it.
removed := {
	"admissionregistration.k8s.io/v1beta1": {
		"MutatingWebhookConfiguration": {"since": [1, 22], "write": "admissionregistration.k8s.io/v1"},
		"ValidatingWebhookConfiguration": {"since": [1, 22], "write": "admissionregistration.k8s.io/v1"},
	},
	"apiextensions.k8s.io/v1beta1": {"CustomResourceDefinition": {"since": [1, 22], "write": "apiextensions.k8s.io/v1"}},
	"apiregistration.k8s.io/v1beta1": {"APIService": {"since": [1, 22], "write": "apiregistration.k8s.io/v1"}},
	"apps/v1beta1": {
		"ControllerRevision": {"since": [1, 16], "write": "apps/v1"},
		"Deployment": {"since": [1, 16], "write": "apps/v1"},
		"ReplicaSet": {"since": [1, 16], "write": "apps/v1"},
		"StatefulSet": {"since": [1, 16], "write": "apps/v1"},
	},
	"apps/v1beta2": {
		"ControllerRevision": {"since": [1, 16], "write": "apps/v1"},
		"DaemonSet": {"since": [1, 16], "write": "apps/v1"},
		"Deployment": {"since": [1, 16], "write": "apps/v1"},
		"ReplicaSet": {"since": [1, 16], "write": "apps/v1"},
		"StatefulSet": {"since": [1, 16], "write": "apps/v1"},
	},
	"auditregistration.k8s.io/v1alpha1": {"AuditSink": {"since": [1, 19], "write": ""}},
	"authentication.k8s.io/v1beta1": {"TokenReview": {"since": [1, 22], "write": "authentication.k8s.io/v1"}},
	"authorization.k8s.io/v1beta1": {
		"LocalSubjectAccessReview": {"since": [1, 22], "write": "authorization.k8s.io/v1"},
		"SelfSubjectAccessReview": {"since": [1, 22], "write": "authorization.k8s.io/v1"},
		"SelfSubjectRulesReview": {"since": [1, 22], "write": "authorization.k8s.io/v1"},
		"SubjectAccessReview": {"since": [1, 22], "write": "authorization.k8s.io/v1"},
	},
	"autoscaling/v2beta1": {"HorizontalPodAutoscaler": {"since": [1, 25], "write": "autoscaling/v2"}},
	"autoscaling/v2beta2": {"HorizontalPodAutoscaler": {"since": [1, 26], "write": "autoscaling/v2"}},
	"batch/v1beta1": {"CronJob": {"since": [1, 25], "write": "batch/v1"}},
	"batch/v2alpha1": {"CronJob": {"since": [1, 21], "write": "batch/v1"}},
	"certificates.k8s.io/v1beta1": {"CertificateSigningRequest": {"since": [1, 22], "write": "certificates.k8s.io/v1"}},
	"coordination.k8s.io/v1beta1": {"Lease": {"since": [1, 22], "write": "coordination.k8s.io/v1"}},
	"discovery.k8s.io/v1alpha1": {"EndpointSlice": {"since": [1, 21], "write": "discovery.k8s.io/v1"}},
	"discovery.k8s.io/v1beta1": {"EndpointSlice": {"since": [1, 25], "write": "discovery.k8s.io/v1"}},
	"events.k8s.io/v1beta1": {"Event": {"since": [1, 25], "write": "events.k8s.io/v1"}},
	"extensions/v1beta1": {
		"DaemonSet": {"since": [1, 16], "write": "apps/v1"},
		"Deployment": {"since": [1, 16], "write": "apps/v1"},
		"Ingress": {"since": [1, 22], "write": "networking.k8s.io/v1"},
		"NetworkPolicy": {"since": [1, 16], "write": "networking.k8s.io/v1"},
		"PodSecurityPolicy": {"since": [1, 16], "write": ""},
		"ReplicaSet": {"since": [1, 16], "write": "apps/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1alpha1": {
		"FlowSchema": {"since": [1, 24], "write": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"since": [1, 24], "write": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta1": {
		"FlowSchema": {"since": [1, 26], "write": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"since": [1, 26], "write": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta2": {
		"FlowSchema": {"since": [1, 29], "write": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"since": [1, 29], "write": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta3": {
		"FlowSchema": {"since": [1, 32], "write": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"since": [1, 32], "write": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"networking.k8s.io/v1beta1": {
		"Ingress": {"since": [1, 22], "write": "networking.k8s.io/v1"},
		"IngressClass": {"since": [1, 22], "write": "networking.k8s.io/v1"},
	},
	"node.k8s.io/v1alpha1": {"RuntimeClass": {"since": [1, 24], "write": "node.k8s.io/v1"}},
	"node.k8s.io/v1beta1": {"RuntimeClass": {"since": [1, 25], "write": "node.k8s.io/v1"}},
	"policy/v1beta1": {
		"PodDisruptionBudget": {"since": [1, 25], "write": "policy/v1"},
		"PodSecurityPolicy": {"since": [1, 25], "write": ""},
	},
	"rbac.authorization.k8s.io/v1alpha1": {
		"ClusterRole": {"since": [1, 23], "write": "rbac.authorization.k8s.io/v1"},
		"ClusterRoleBinding": {"since": [1, 23], "write": "rbac.authorization.k8s.io/v1"},
		"Role": {"since": [1, 23], "write": "rbac.authorization.k8s.io/v1"},
		"RoleBinding": {"since": [1, 23], "write": "rbac.authorization.k8s.io/v1"},
	},
	"rbac.authorization.k8s.io/v1beta1": {
		"ClusterRole": {"since": [1, 22], "write": "rbac.authorization.k8s.io/v1"},
		"ClusterRoleBinding": {"since": [1, 22], "write": "rbac.authorization.k8s.io/v1"},
		"Role": {"since": [1, 22], "write": "rbac.authorization.k8s.io/v1"},
		"RoleBinding": {"since": [1, 22], "write": "rbac.authorization.k8s.io/v1"},
	},
	"scheduling.k8s.io/v1alpha1": {"PriorityClass": {"since": [1, 23], "write": "scheduling.k8s.io/v1"}},
	"scheduling.k8s.io/v1beta1": {"PriorityClass": {"since": [1, 22], "write": "scheduling.k8s.io/v1"}},
	"settings.k8s.io/v1alpha1": {"PodPreset": {"since": [1, 20], "write": ""}},
	"storage.k8s.io/v1alpha1": {
		"CSIStorageCapacity": {"since": [1, 24], "write": "storage.k8s.io/v1"},
		"VolumeAttachment": {"since": [1, 24], "write": "storage.k8s.io/v1"},
	},
	"storage.k8s.io/v1beta1": {
		"CSIDriver": {"since": [1, 22], "write": "storage.k8s.io/v1"},
		"CSINode": {"since": [1, 22], "write": "storage.k8s.io/v1"},
		"CSIStorageCapacity": {"since": [1, 27], "write": "storage.k8s.io/v1"},
		"StorageClass": {"since": [1, 22], "write": "storage.k8s.io/v1"},
		"VolumeAttachment": {"since": [1, 22], "write": "storage.k8s.io/v1"},
	},
}
