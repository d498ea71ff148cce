# METADATA
# title: Annotations for the Vault agent
# description: Where the injector of the Vault agent reads what it is to do, and how it reads a switch.
# related_resources:
# - ref: https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
package policies.lib.vault

import data.policies.lib.k8s

# METADATA
# description: "The annotations of each template of pods, or of a Pod itself: `at`, `path` and `annotations`."
annotated := [entry |
	some pod in k8s.pod_metadata
	annotations := pod.metadata.annotations
	is_object(annotations)
	annotations != {}
	entry := {"at": pod.at, "path": array.concat(pod.path, ["annotations"]), "annotations": annotations}
]

# METADATA
# description: Whether a switch is on, as Go's strconv.ParseBool reads it; a field of type boolean too.
is_true(value) if value in {true, "1", "T", "TRUE", "True", "t", "true"}
