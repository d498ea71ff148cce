# METADATA
# title: Windows pod that is a process of its node
# description: >-
#   A HostProcess container runs on the Windows node itself, with its network and file system and as a user of the
#   node, often SYSTEM. Nothing isolates it.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "8.0"
#   tags: [workload, isolation, windows, cis-kubernetes-5.2.11, external/cwe/cwe-250]
#   example: |-
#     apiVersion: apps/v1
#     kind: DaemonSet
#     metadata: {name: disk-cleaner}
#     spec:
#       selector: {matchLabels: {app: disk-cleaner}}
#       template:
#         metadata: {labels: {app: disk-cleaner}}
#         spec:
#           nodeSelector: {kubernetes.io/os: windows}
#           hostNetwork: true
#           securityContext:
#             windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\SYSTEM'}
#           containers:
#             - name: disk-cleaner
#               image: example.com/disk-cleaner:1.4.2
#               resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
#   remedy: |-
#     Run an ordinary container; an agent that manages Windows nodes may need a waiver.
#
#     ```yaml
#     spec:
#       securityContext:
#         windowsOptions:
#           hostProcess: false
#     ```
package policies.workload.pod_host_process

import data.policies.lib.k8s
import data.policies.lib.pods

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Pods and containers that say hostProcess themselves.
report contains finding if {
	some holder in _holders
	finding := {
		"at": holder.at,
		"path": array.concat(holder.path, ["securityContext", "windowsOptions", "hostProcess"]),
		"message": sprintf("%s runs as a process of its Windows node, with nothing around it. Remove hostProcess.", [
			holder.called,
		]),
	}
}

_holders contains {"at": pod.at, "path": pod.path, "called": called} if {
	some pod in k8s.pods
	pod.spec.securityContext.windowsOptions.hostProcess == true
	called := k8s.call(k8s.resources[pod.at])
}

_holders contains {"at": entry.at, "path": entry.path, "called": pods.called(entry)} if {
	some entry in k8s.containers
	entry.container.securityContext.windowsOptions.hostProcess == true
}
