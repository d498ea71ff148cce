# METADATA
# title: Secret in an environment variable
# description: >-
#   A literal in a pod's template is readable in Git, in the API for everybody who may read workloads, in `kubectl
#   describe` and in every copy of the manifest; it cannot be rotated without a change of the workload.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-environment-variables
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "7.5"
#   tags: [secrets, external/cwe/cwe-312]
#   parameters:
#     ignored_names:
#       description: Names of variables that sound like a secret and hold none, in any case.
#       default: []
#   example: |-
#     apiVersion: batch/v1
#     kind: Job
#     metadata: {name: shop-migration}
#     spec:
#       template:
#         spec:
#           restartPolicy: Never
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               args: [migrate]
#               env:
#                 - name: DB_PASSWORD
#                   value: correct-horse
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Treat the value as leaked: replace it. Keep the new one in a Secret that is encrypted or fetched from a store,
#     and refer to it.
#
#     ```yaml
#     env:
#       - name: DB_PASSWORD
#         valueFrom:
#           secretKeyRef:
#             name: shop-database
#             key: password
#     ```
package policies.secrets.secret_in_env

import data.policies.lib.k8s
import data.policies.lib.params
import data.policies.lib.precedence
import data.policies.lib.secrets

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Literals in the environment of containers that are credentials by their form or their name.
report contains finding if {
	some container in k8s.containers
	env := container.container.env
	is_array(env)
	some i, variable in env
	is_string(variable.name)
	is_string(variable.value)
	not precedence.is_told(variable.value)
	defect := _defect(variable.name, variable.value, container.pod, severity)
	finding := {
		"at": container.at,
		"path": array.concat(container.path, ["env", i, "value"]),
		"severity": defect.severity,
		"message": sprintf(
			"The %s %q of %s %q sets %s to %s. Put it into a Secret and refer to it with valueFrom.secretKeyRef.",
			[
				container.what, k8s.string_at(container.container, ["name"]), container.kind, container.name,
				variable.name, defect.what,
			],
		),
	}
}

_defect(name, value, pod, bad) := {"what": what, "severity": bad} if {
	what := secrets.credential(value)
} else := {"what": "a literal that may be the name of a Secret", "severity": note} if {
	note := {"production": "note", "elsewhere": "note"}
	regex.match(`(?i)(?:secrets?|credentials?|creds)$`, name)
	regex.match(_name_of_secret, value)
	_is_secret(name, value, pod)
} else := {"what": "a literal that stands in for a secret", "severity": note} if {
	note := {"production": "note", "elsewhere": "note"}
	secrets.is_filler(value)
	_is_secret(name, value, pod)
} else := {"what": "a literal", "severity": bad} if {
	_is_secret(name, value, pod)
}

_is_secret(name, value, pod) if {
	secrets.is_sensitive(name)
	not secrets.is_harmless(value)
	not _is_name_of_files(name, value)
	not _ignored[lower(name)]
	not value in _named_secrets(pod)
}

_name_of_secret := `^[a-z0-9][a-z0-9.-]*-(?:secrets?|credentials?|creds)$`

# What holds keys and certificates is a file of a Secret, which such a variable names.
_is_name_of_files(name, value) if {
	regex.match(`(?i)(?:keystore|truststore|jgroups_encrypt|tls|ssl|certs?|certificate|pull)_?secret$`, name)
	regex.match(_name_of_secret, value)
}

_ignored contains lower(name) if {
	some name in params.get("secret-in-env", "ignored_names", [])
	is_string(name)
}

# The Secrets that the pod mounts, reads or pulls images with: a variable that holds such a name refers to it.
_named_secrets(pod) := {name |
	walk(pod, [path, name])
	is_string(name)
	_names_secret(path)
}

_names_secret(path) if path[count(path) - 1] == "secretName"

_names_secret(path) if {
	path[count(path) - 1] == "name"
	path[count(path) - 2] in {"nodePublishSecretRef", "secret", "secretKeyRef", "secretRef"}
}

_names_secret(path) if path[0] == "imagePullSecrets"
