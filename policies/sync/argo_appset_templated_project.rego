# METADATA
# title: ApplicationSet whose generator chooses the project
# description: >-
#   The project bounds what an Application may reach. Where it comes from a generator, whoever writes the
#   generator's source (a directory name, a file, a label, a pull request) chooses these bounds.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: warning}
#   security_severity: "5.0"
#   tags: [argocd, least-privilege]
#   remedy: |-
#     Write the project out, and make one ApplicationSet for each project.
#
#     ```yaml
#     spec:
#       template:
#         spec:
#           project: shop
#     ```
package policies.sync.argo_appset_templated_project

import data.policies.lib.argo
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Templates whose project holds a parameter of a generator other than a list.
report contains finding if {
	some app in argo.applications
	app.kind == "ApplicationSet"
	project := k8s.string_at(app.spec, ["project"])
	contains(project, "{{")
	not _is_written_here(app)
	finding := {
		"at": app.at,
		"path": array.concat(app.path, ["project"]),
		"message": sprintf(
			"%s lets its generator choose the project: template.spec.project is %q. Write the project out.",
			[k8s.call(app.resource), project],
		),
	}
}

# A list is part of the same manifest, and is reviewed with it.
_is_written_here(app) if {
	count(argo.generators(app)) > 0
	every entry in argo.generators(app) {
		entry.kind in {"list", "matrix", "merge"}
		object.get(k8s.object_at(entry, ["generator"]), "elementsYaml", "") in {"", null}
	}
}
