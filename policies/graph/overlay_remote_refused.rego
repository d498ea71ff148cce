# METADATA
# title: An overlay that fetches from elsewhere
# description: >-
#   The overlay includes something from outside the repository. A check does not reach the network, and what
#   is fetched can change without a commit here, so nothing in the overlay could be checked.
# related_resources:
# - ref: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
# custom:
#   scope: repository
#   severity: {production: error, elsewhere: error}
#   tags: [kustomize, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: kustomize.config.k8s.io/v1beta1
#     kind: Kustomization
#     resources:
#       - https://github.com/example/operator//config/default?ref=main
#   remedy: |-
#     Vendor what is fetched into the repository, so that a change of it is a change here. Or pin it to a commit or
#     tag and run the check with `--allow-remote`.
#
#     ```yaml
#     resources:
#     - https://github.com/example/operator//config/default?ref=v1.4.2
#     ```
package policies.graph.overlay_remote_refused

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The remote references for which a build was refused.
report contains finding if {
	some i, failure in input.repository.failures
	failure.rule == "overlay-remote-refused"
	finding := {
		"failure": i,
		"path": [],
		"overlays": failure.overlays,
		"message": sprintf("The overlay needs the network: %s.", [trim_suffix(failure.message, ".")]),
	}
}
