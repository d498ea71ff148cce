# METADATA
# title: ConfigMap that Argo CD does not find
# description: >-
#   Argo CD finds some of its ConfigMaps by the label `app.kubernetes.io/part-of: argocd`. Without it the
#   ConfigMap is there and its settings are not, without a word: no repositories' certificates, no customised
#   health checks, no single sign-on.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, correctness]
#   example: |-
#     apiVersion: v1
#     kind: ConfigMap
#     metadata:
#       name: argocd-ssh-known-hosts-cm
#       namespace: argocd
#     data:
#       ssh_known_hosts: ""
#   remedy: |-
#     Add the label. A patch of the upstream manifests inherits it, a ConfigMap of one's own does not.
#
#     ```yaml
#     metadata:
#       name: argocd-cm
#       labels:
#         app.kubernetes.io/part-of: argocd
#     ```
package policies.sync.argo_configmap_label

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   ConfigMaps that Argo CD looks for by label, and that lack the label. Those that it finds by name are left
#   out.
report contains finding if {
	some i in k8s.of("", "ConfigMap")
	r := k8s.resources[i]
	k8s.name(r) in {"argocd-cm", "argocd-gpg-keys-cm", "argocd-ssh-known-hosts-cm", "argocd-tls-certs-cm"}
	label := object.get(k8s.object_at(r, ["metadata", "labels"]), _label, null)
	label != "argocd"
	not k8s.is_unknown(label)
	finding := {
		"at": i,
		"path": ["metadata", "labels", _label],
		"message": sprintf(
			"Argo CD does not find %s: the label %s. Set it to argocd.",
			[k8s.call(r), k8s.field_is(_label, label)],
		),
	}
}

_label := "app.kubernetes.io/part-of"
