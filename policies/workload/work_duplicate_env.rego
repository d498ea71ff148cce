# METADATA
# title: Environment variable set twice
# description: >-
#   Of two entries with one name the last one wins, and tools differ about it: patches merge lists of variables by
#   name, so a patch may change the entry that does not count.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   tags: [workload, validity, external/cwe/cwe-694]
#   example: |-
#     apiVersion: apps/v1
#     kind: Deployment
#     metadata: {name: shop}
#     spec:
#       replicas: 3
#       selector: {matchLabels: {app: shop}}
#       template:
#         metadata: {labels: {app: shop}}
#         spec:
#           securityContext: {runAsNonRoot: true}
#           containers:
#             - name: shop
#               image: example.com/shop:1.4.2
#               env:
#                 - {name: LOG_LEVEL, value: info}
#                 - {name: CURRENCY, value: EUR}
#                 - {name: LOG_LEVEL, value: debug}
#               securityContext: {allowPrivilegeEscalation: false}
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Keep one of them.
#
#     ```yaml
#     containers:
#     - name: app
#       env:
#       - {name: LOG_LEVEL, value: info}
#     ```
package policies.workload.work_duplicate_env

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Every entry of env whose name came before. One that refers to the former by $(NAME) adds to it.
report contains finding if {
	some [c, name], places in _places
	count(places) > 1
	order := sort(places)
	some n, i in order
	n > 0
	entry := k8s.containers[c]
	not _adds(entry.container.env[i], name)
	finding := {
		"at": entry.at,
		"path": array.concat(entry.path, ["env", i]),
		"message": sprintf("%s sets %s in env[%d] and again in env[%d], and the last one counts. Keep one of them.", [
			pods.called(entry),
			k8s.shown(name),
			order[n - 1],
			i,
		]),
	}
}

_adds(item, name) if contains(k8s.string_at(item, ["value"]), sprintf("$(%s)", [name]))

_places[[c, name]] contains i if {
	some c in _repeating
	some i, item in k8s.containers[c].container.env
	name := k8s.string_at(item, ["name"])
	name != ""
}

# The few containers worth a closer look.
_repeating contains c if {
	some c, entry in k8s.containers
	env := entry.container.env
	is_array(env)
	names := [item.name | some item in env]
	count({name | some name in names}) < count(names)
}
