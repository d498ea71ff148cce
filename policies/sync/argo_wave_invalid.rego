# METADATA
# title: Sync wave that is no number
# description: >-
#   Argo CD reads a wave as a whole number and takes everything else for wave 0, without a word, so the order
#   that somebody wrote is not the order of the sync.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [argocd, correctness]
#   example: |-
#     apiVersion: v1
#     kind: Namespace
#     metadata:
#       name: shop
#       labels: {pod-security.kubernetes.io/enforce: restricted}
#       annotations:
#         argocd.argoproj.io/sync-wave: first
#   remedy: |-
#     Write a whole number in quotes; negative ones are fine.
#
#     ```yaml
#     metadata:
#       annotations:
#         argocd.argoproj.io/sync-wave: "-1"
#     ```
package policies.sync.argo_wave_invalid

import data.policies.lib.argo_hooks
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Waves that Argo CD cannot read.
report contains finding if {
	some i in k8s.by_annotation[argo_hooks.wave]
	r := k8s.resources[i]
	value := argo_hooks.annotation(r, argo_hooks.wave)
	fault := _fault(value)
	finding := {
		"at": i,
		"path": ["metadata", "annotations", argo_hooks.wave],
		"message": sprintf("%s has the sync wave %s, which is %s", [k8s.call(r), k8s.shown(value), fault]),
	}
}

_fault(value) := "no whole number, so Argo CD reads it as 0. Write one such as \"1\"." if {
	is_string(value)
	not k8s.is_templated(value)
	not _is_integer(value)
} else := "no text, and annotations are. Put it in quotes." if {
	value != null
	not is_string(value)
}

# As strconv.Atoi reads it, within 64 bits.
_is_integer(text) if regex.match(`^[+-]?0*[0-9]{1,18}$`, text)
