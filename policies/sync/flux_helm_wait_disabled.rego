# METADATA
# title: HelmRelease that does not wait or check
# description: >-
#   A release that does not wait for its pods, ignores its failing tests or skips the check of its manifests counts as
#   a success whatever happens, so nothing is rolled back and what depends on it starts.
# related_resources:
# - ref: https://fluxcd.io/flux/components/helm/helmreleases/#upgrade-configuration
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [flux, reliability]
#   example: |-
#     apiVersion: helm.toolkit.fluxcd.io/v2
#     kind: HelmRelease
#     metadata: {name: shop, namespace: shop}
#     spec:
#       interval: 10m
#       serviceAccountName: shop-reconciler
#       chart:
#         spec:
#           chart: shop
#           version: 4.11.3
#           sourceRef: {kind: HelmRepository, name: shop}
#       driftDetection: {mode: enabled}
#       install: {remediation: {retries: 3}}
#       upgrade:
#         disableWait: true
#         remediation: {retries: 3}
#   remedy: |-
#     Remove the field. If the chart needs longer to start, raise the timeout instead.
#
#     ```yaml
#     spec:
#       timeout: 15m
#     ```
package policies.sync.flux_helm_wait_disabled

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Every switch of a HelmRelease that turns off what would tell a failure.
report contains finding if {
	some entry in flux.of("HelmRelease")
	some action, switches in _switches
	some switch, says in switches
	entry.spec[action][switch] == true
	path := ["spec", action, switch]
	finding := {
		"at": entry.at,
		"path": path,
		"message": sprintf("%s %s: %s is true. Remove it.", [k8s.call(entry.resource), says, paths.shown(path)]),
	}
}

_switches := {
	"install": {
		"disableOpenAPIValidation": "installs manifests that nobody checked against the API",
		"disableWait": "does not wait for what it installs",
	},
	"rollback": {"disableWait": "does not wait for what it rolls back"},
	"test": {"ignoreFailures": "succeeds although its tests fail"},
	"upgrade": {
		"disableOpenAPIValidation": "upgrades to manifests that nobody checked against the API",
		"disableWait": "does not wait for what it upgrades",
	},
}
