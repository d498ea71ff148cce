# METADATA
# title: Argo CD objects
# description: Applications and the templates of ApplicationSets, which every rule on an Application's spec reads.
package policies.lib.argo

import data.policies.lib.k8s

# METADATA
# description: >-
#   Every Application and ApplicationSet template: `at`, `spec`, `path` (where the spec is), `kind` and `name`
#   of the object, `resource` (the whole object).
applications := array.concat(
	[app |
		some i in k8s.of("argoproj.io", "Application")
		app := _application(i, ["spec"])
	],
	[app |
		some i in k8s.of("argoproj.io", "ApplicationSet")
		app := _application(i, ["spec", "template", "spec"])
	],
)

_application(i, path) := {
	"at": i,
	"spec": spec,
	"path": path,
	"kind": r.kind,
	"name": k8s.name(r),
	"resource": r,
} if {
	r := k8s.resources[i]
	spec := object.get(r, path, null)
	is_object(spec)
}
