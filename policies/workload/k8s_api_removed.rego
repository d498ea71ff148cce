# METADATA
# title: Kubernetes API that is no longer served
# description: >-
#   Kubernetes removes old versions of its APIs. An object of such a version is refused: it cannot be created any
#   more, and the sync that holds it fails, often with everything else in it, on the day the cluster is upgraded.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [workload, upgrade]
#   example: |-
#     apiVersion: policy/v1beta1
#     kind: PodDisruptionBudget
#     metadata: {name: shop}
#     spec:
#       maxUnavailable: 1
#       selector: {matchLabels: {app: shop}}
#   remedy: |-
#     Write the version that is served, and adapt the fields that changed; the migration guide lists them.
#
#     ```yaml
#     apiVersion: networking.k8s.io/v1
#     kind: Ingress
#     ```
#   parameters:
#     kubernetes_version:
#       description: The release of Kubernetes that the clusters run, or are to be upgraded to, as "major.minor".
#       format: version
#       default: "1.36"
package policies.workload.k8s_api_removed

import data.policies.lib.k8s
import data.policies.lib.k8s_apis
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Objects of versions that the release does not serve.
report contains finding if {
	some i, r in k8s.resources
	kinds := k8s_apis.removed[r.apiVersion]
	gone := kinds[r.kind]
	gone.since <= _target
	finding := {
		"at": i,
		"path": ["apiVersion"],
		"message": sprintf(
			"%s uses %s, which Kubernetes does not serve from %d.%d on. %s",
			[k8s.call(r), r.apiVersion, gone.since[0], gone.since[1], _advice(gone)],
		),
	}
}

_advice(gone) := sprintf("Write %s.", [gone.write]) if gone.write != ""

_advice(gone) := "Nothing replaces it: remove the object." if gone.write == ""

# What is no version counts as not configured.
_target := _parsed(params.get("k8s-api-removed", "kubernetes_version", "1.36"))

_parsed(version) := [to_number(major), to_number(minor)] if {
	is_string(version)
	[[_, major, minor]] := regex.find_all_string_submatch_n(`^v?([1-9][0-9]?)\.(0|[1-9][0-9]{0,3})(?:\.|$)`, version, 1)
} else := [1, 36]
