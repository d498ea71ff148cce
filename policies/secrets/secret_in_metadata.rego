# METADATA
# title: Secret in annotations or labels
# description: >-
#   Everybody who may list an object reads its metadata: dashboards, logs and metrics copy it, and no encryption at rest
#   covers it. The annotation of `kubectl apply` repeats the whole object, for a Secret its values too; it has no place
#   in Git.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
# - ref: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   security_severity: "7.5"
#   tags: [secrets, external/cwe/cwe-312]
#   example: |-
#     apiVersion: monitoring.coreos.com/v1
#     kind: Probe
#     metadata:
#       name: shop
#       annotations:
#         example.com/request-header: "Authorization: Basic c2hvcDpjb3JyZWN0LWhvcnNl"
#     spec:
#       prober: {url: blackbox.monitoring.svc:9115}
#       targets:
#         staticConfig: {static: ["https://shop.example.com"]}
#   remedy: |-
#     Treat a readable value as leaked: replace it. Let the annotation name a Secret, and delete what `kubectl` wrote
#     into an exported object.
#
#     ```yaml
#     metadata:
#       annotations:
#         nginx.ingress.kubernetes.io/auth-type: basic
#         nginx.ingress.kubernetes.io/auth-secret: shop-users
#     ```
package policies.secrets.secret_in_metadata

import data.policies.lib.assignments
import data.policies.lib.k8s
import data.policies.lib.paths
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Annotations and labels, of objects and of templates of pods, that hold a credential.
report contains finding if {
	some value in _values
	not _is_harmless(value.key)
	what := _what(value.text)
	finding := {
		"at": value.at,
		"path": value.path,
		"severity": severity,
		"message": sprintf(
			"%s holds %s in %s. Replace the credential, and let the metadata name a Secret.",
			[k8s.call(k8s.resources[value.at]), what, paths.shown(value.path)],
		),
	}
}

# METADATA
# description: Objects with the copy of themselves that `kubectl apply` keeps, at worst with the values of a Secret.
report contains finding if {
	some value in _copies
	finding := {
		"at": value.at,
		"path": value.path,
		"severity": _severity(k8s.resources[value.at]),
		"message": sprintf(
			"%s carries a copy of itself in the annotation %s. Delete the annotation, and replace what it discloses.",
			[k8s.call(k8s.resources[value.at]), _last_applied],
		),
	}
}

_last_applied := "kubectl.kubernetes.io/last-applied-configuration"

_severity(resource) := severity if {
	resource.kind == "Secret"
} else := {"production": "warning", "elsewhere": "warning"}

_values := [value |
	some [at, path, texts] in array.concat(_of_objects, _of_pods)
	some key, text in texts
	is_string(text)
	regex.match(_may_tell, text)
	not precedence.is_told(text)
	value := {"at": at, "path": array.concat(path, [key]), "key": key, "text": text}
]

_copies := [value |
	some [at, path, texts] in array.concat(_of_objects, _of_pods)
	text := texts[_last_applied]
	is_string(text)
	not precedence.is_told(text)
	value := {"at": at, "path": array.concat(path, [_last_applied])}
]

# Most texts are one word, and hold no more than a token could: no header, key or assignment.
_may_tell := `[\s:=]` if secrets.prefixes_here == set()

_may_tell := "" if secrets.prefixes_here != set()

_fields := ["annotations", "labels"]

_of_objects := [[at, ["metadata", field], texts] |
	some at, r in k8s.resources
	some field in _fields
	texts := r.metadata[field]
	is_object(texts)
]

_of_pods := [[pod.at, array.concat(pod.path, [field]), texts] |
	some pod in k8s.pod_metadata
	pod.kind != "Pod"
	some field in _fields
	texts := pod.metadata[field]
	is_object(texts)
]

# Hashes, prose, and the copy, which is told of as a whole.
_is_harmless(key) if key == _last_applied

_is_harmless(key) if {
	regex.match(`(?i)checksum|fingerprint|sha256|/(?:hash|digest)|description|documentation|alm-examples`, key)
}

_what(text) := what if {
	what := secrets.form(text)
} else := sprintf("a literal for %s", [paths.listed(names)]) if {
	names := assignments.in_text(text).real
	count(names) > 0
}
