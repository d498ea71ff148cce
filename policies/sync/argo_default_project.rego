# METADATA
# title: Argo CD Application in the project "default"
# description: >-
#   The project `default` allows every source, every destination and every kind of object, so an Application in
#   it is bounded by nothing. A project of its own limits what a mistake or a stolen credential can reach.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: warning}
#   security_severity: "5.0"
#   tags: [argocd, least-privilege, external/cwe/cwe-250]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: Application
#     metadata: {name: shop}
#     spec:
#       project: default
#       source:
#         repoURL: https://git.example.com/acme/shop-config
#         targetRevision: v1.8.2
#         path: overlays/production
#       destination: {server: https://kubernetes.default.svc, namespace: shop}
#       syncPolicy:
#         automated: {prune: true, selfHeal: true}
#   remedy: |-
#     Create an AppProject that names the sources and destinations of this team, and put the Application into it.
#
#     ```yaml
#     spec:
#       project: shop
#     ```
package policies.sync.argo_default_project

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Applications, and templates of ApplicationSets, whose project is `default`, empty or absent. A template of a
#   generator may name one; templatePatch cannot.
report contains finding if {
	some app in argo.applications
	object.get(app.spec, "project", "") in {"", "default", null}
	not argo.is_generated(app, ["project"])
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["project"]),
		"message": sprintf(
			"%s is in the project \"default\", which allows everything. Put it into an AppProject of its own.",
			[k8s.call(app.resource)],
		),
	}
}
