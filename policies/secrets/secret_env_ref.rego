# METADATA
# title: Secret read into the environment
# description: >-
#   Environment variables reach every child process, crash dumps, debug pages and `kubectl exec env`, and do not
#   change when the Secret does. A mounted file has permissions and follows the Secret. Off by default: most charts
#   read Secrets so.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
# custom:
#   scope: resource
#   severity: {production: "off", elsewhere: "off"}
#   security_severity: "3.0"
#   tags: [secrets, external/cwe/cwe-526, cis-kubernetes/5.4.1]
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
#               envFrom:
#                 - secretRef: {name: shop-database}
#               resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
#               securityContext: {allowPrivilegeEscalation: false, runAsNonRoot: true}
#   remedy: |-
#     Mount the Secret and let the program read the file.
#
#     ```yaml
#     containers:
#       - name: app
#         volumeMounts:
#           - name: database
#             mountPath: /run/secrets/database
#             readOnly: true
#     volumes:
#       - name: database
#         secret:
#           secretName: shop-database
#     ```
package policies.secrets.secret_env_ref

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Variables, and sets of them, that containers take from Secrets.
report contains finding if {
	some container in k8s.containers
	some found in _found(container.container)
	finding := {
		"at": container.at,
		"path": array.concat(container.path, found.path),
		"message": sprintf(
			"The %s %q of %s %q reads %s into its environment. Mount the Secret as a file.",
			[
				container.what, k8s.string_at(container.container, ["name"]), container.kind, container.name, found.what,
			],
		),
	}
}

_found(container) := array.concat(
	[{"path": ["env", i], "what": sprintf("%s from the Secret %q", [k8s.string_at(variable, ["name"]), name])} |
		some i, variable in k8s.array_at(container, ["env"])
		k8s.exists(variable, ["valueFrom", "secretKeyRef"])
		name := k8s.string_at(variable, ["valueFrom", "secretKeyRef", "name"])
	],
	[{"path": ["envFrom", i], "what": sprintf("all of the Secret %q", [name])} |
		some i, source in k8s.array_at(container, ["envFrom"])
		k8s.exists(source, ["secretRef"])
		name := k8s.string_at(source, ["secretRef", "name"])
	],
)
