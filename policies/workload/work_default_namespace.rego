# METADATA
# title: Resource in the namespace default
# description: >-
#   What is in the namespace default shares it with everything that forgot its own: no quota, network policy or role
#   tells them apart, and a name can be taken twice.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [workload, isolation, cis-kubernetes-5.7.4]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata: {name: shop, namespace: default}
#     data:
#       currency: EUR
#   remedy: |-
#     Give it a namespace of its own, for all resources at once in kustomize.
#
#     ```yaml
#     namespace: shop
#     ```
package policies.workload.work_default_namespace

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Objects that name the namespace default. One that names none goes where its Application or Kustomization says.
report contains finding if {
	some i, r in k8s.resources
	r.metadata.namespace == "default"
	is_string(r.kind)
	not _is_of_cluster(r.kind)
	not _is_of_default(r)
	finding := {
		"at": i,
		"path": ["metadata", "namespace"],
		"message": sprintf("%s is in the namespace default, which nothing keeps apart. Give it a namespace of its own.", [
			k8s.call(r),
		]),
	}
}

# kustomize sets the namespace of objects that have none, where it does not know their kind.
_is_of_cluster(kind) if startswith(kind, "Cluster")

_is_of_cluster(kind) if {
	kind in {
		"APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "CustomResourceDefinition", "FlowSchema",
		"IngressClass", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
		"Namespace", "Node", "PersistentVolume", "PodSecurityPolicy", "PriorityClass", "PriorityLevelConfiguration",
		"RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
		"ValidatingWebhookConfiguration", "VolumeAttachment",
	}
}

# What keeps the namespace in order, and what Kubernetes itself puts there.
_is_of_default(r) if r.kind in {"LimitRange", "ResourceQuota"}

_is_of_default(r) if endswith(r.kind, "NetworkPolicy")

_is_of_default(r) if {
	r.kind == "ServiceAccount"
	k8s.name(r) == "default"
}

_is_of_default(r) if {
	r.kind in {"EndpointSlice", "Endpoints", "Service"}
	k8s.name(r) == "kubernetes"
}
