# METADATA
# title: Freeze without emergency exit
# description: >-
#   A deny window stops every sync, also the one that repairs an incident, unless it lets syncs by hand through.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
# custom:
#   scope: resource
#   severity: {production: note, elsewhere: "off"}
#   tags: [argocd, sync-windows]
#   example: |-
#     apiVersion: argoproj.io/v1alpha1
#     kind: AppProject
#     metadata: {name: shop, namespace: argocd}
#     spec:
#       sourceRepos: [https://git.example.com/acme/*]
#       destinations:
#         - {server: https://kubernetes.default.svc, namespace: shop}
#       syncWindows:
#         - kind: deny
#           schedule: "0 18 * * 5"
#           duration: 62h
#           applications: ["*"]
#   remedy: |-
#     Let people sync by hand during the freeze; who may do so is a matter of RBAC.
#
#     ```yaml
#     spec:
#       syncWindows:
#       - kind: deny
#         schedule: "0 22 * * *"
#         duration: 8h
#         applications: ["*"]
#         manualSync: true
#     ```
package policies.sync.argo_sync_window_no_override

import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: Deny windows of AppProjects that do not let syncs by hand through.
report contains finding if {
	some i in k8s.of("argoproj.io", "AppProject")
	some j, window in k8s.array_at(k8s.resources[i], ["spec", "syncWindows"])
	is_object(window)
	window.kind == "deny"
	manual := object.get(window, "manualSync", null)
	manual != true
	not k8s.is_unknown(manual)
	finding := {
		"at": i,
		"path": ["spec", "syncWindows", j, "manualSync"],
		"message": sprintf(
			"The deny window %d of %s stops syncs by hand, too: %s. Set manualSync: true.",
			[j + 1, k8s.call(k8s.resources[i]), k8s.field_is("manualSync", manual)],
		),
	}
}
