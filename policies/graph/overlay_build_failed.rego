# METADATA
# title: An overlay that does not build
# description: >-
#   `kustomize build` fails on this overlay, so the controller that deploys it fails, too: the cluster keeps what it
#   has, and what was meant to be deployed is not. Nothing in the overlay could be checked.
# related_resources:
# - ref: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
# custom:
#   scope: repository
#   severity: {production: error, elsewhere: error}
#   tags: [kustomize]
#   example: |-
#     apiVersion: kustomize.config.k8s.io/v1beta1
#     kind: Kustomization
#     resources:
#       - ../../base
#       - ingress.yaml # renamed to route.yaml, so there is no such file
#   remedy: |-
#     Run `kustomize build` on the overlay and mend what it names. Helm charts and plugins are programs that a check
#     does not run: render them into the repository, or exclude the overlay.
#
#     ```yaml
#     # .mergegate.yaml
#     exclude: [apps/legacy/**]
#     ```
package policies.graph.overlay_build_failed

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: The builds that failed or were refused, for another reason than a remote reference.
report contains finding if {
	some i, failure in input.repository.failures
	failure.rule == "overlay-build-failed"
	finding := {
		"failure": i,
		"path": [],
		"overlays": failure.overlays,
		"message": sprintf("The overlay does not build: %s.", [trim_suffix(failure.message, ".")]),
	}
}
