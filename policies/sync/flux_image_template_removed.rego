# METADATA
# title: Commit message template of Flux with a field that does not exist
# description: >-
#   The message of the commits of an image automation is a Go template. One field that its data does not have, such as
#   the removed `.Updated`, fails every commit, and images silently stay as they are.
# related_resources:
# - ref: https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template
# custom:
#   scope: resource
#   severity: {production: error, elsewhere: error}
#   tags: [flux, upgrade]
#   example: |-
#     apiVersion: image.toolkit.fluxcd.io/v1
#     kind: ImageUpdateAutomation
#     metadata: {name: shop, namespace: flux-system}
#     spec:
#       interval: 30m
#       sourceRef: {kind: GitRepository, name: flux-system}
#       git:
#         checkout: {ref: {branch: main}}
#         commit:
#           author: {name: flux, email: flux@example.com}
#           messageTemplate: "Update {{ range .Updated.Images }}{{ . }} {{ end }}"
#         push: {branch: image-updates}
#       update:
#         strategy: Setters
#         path: ./clusters/production
#   remedy: |-
#     Use `.AutomationObject`, `.Changed` and `.Values`.
#
#     ```yaml
#     spec:
#       git:
#         commit:
#           messageTemplate: |
#             Update images
#
#             {{ range .Changed.Changes -}}
#             - {{ .OldValue }} -> {{ .NewValue }}
#             {{ end -}}
#     ```
package policies.sync.flux_image_template_removed

import data.policies.lib.flux
import data.policies.lib.flux_fields
import data.policies.lib.k8s
import data.policies.lib.paths

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Templates that use fields which the data of the controller does not have. Inside `range` and `with` the dot means
#   something else; there every field of the data counts as known, and, if `.Values` occurs, any field.
report contains finding if {
	some entry in flux.of("ImageUpdateAutomation")
	template := k8s.string_at(entry.spec, ["git", "commit", "messageTemplate"])
	unknown := _unknown(template)
	count(unknown) > 0
	finding := {
		"at": entry.at,
		"path": ["spec", "git", "commit", "messageTemplate"],
		"message": sprintf(
			"%s has a commit message that uses %s, which Flux does not provide, so no commit is made. Use %s.",
			[k8s.call(entry.resource), paths.listed(unknown), ".AutomationObject, .Changed or .Values"],
		),
	}
}

_unknown(template) := {field |
	some [i, block] in _actions(template)
	some [_, root, chain] in regex.find_all_string_submatch_n(_chain, block, 100)
	field := _fault(split(trim_prefix(chain, "."), "."), _scope(template, i, root))
}

# The text of each action of a template, without its strings and comments, and where in the order it stands.
_actions(template) := {[i, bare] |
	some i, found in regex.find_all_string_submatch_n(`\{\{((?s:.*?))\}\}`, template, 200)
	bare := regex.replace(found[1], _literal, `""`)
}

_literal := concat("|", [`(?s)/\*.*?\*/`, `"(?:[^"\\]|\\.)*"`, "`[^`]*`"])

# A chain of fields, and the $ that it may begin with; fields of variables and of calls are left out.
_chain := `(?:^|[^\w.)\]$])(\$?)((?:\.[A-Za-z_]\w*)+)`

# From the first block that changes the dot on only $ is the data for certain; the block itself still sees it.
_scope(_, _, "$") := "root"

_scope(template, i, "") := "root" if {
	i <= _first_block(template)
} else := "any" if {
	contains(template, ".Values")
} else := "nested"

_first_block(template) := min({1000} | {i |
	some [i, block] in _actions(template)
	regex.match(`^-?\s*(range|with|define|block)\b`, block)
})

_fault(fields, "root") := sprintf(".%s", [fields[0]]) if not flux_fields.template[fields[0]]

_fault(fields, "root") := sprintf(".%s.%s", [fields[0], fields[1]]) if {
	known := flux_fields.template[fields[0]]
	count(known) > 0
	not fields[1] in known
}

_fault(fields, "nested") := sprintf(".%s", [fields[0]]) if not fields[0] in _anywhere

_fault(fields, "any") := ".Updated" if fields[0] == "Updated"

_anywhere := (object.keys(flux_fields.template) | flux_fields.template_nested) | union({names |
	some field in object.keys(flux_fields.template)
	names := flux_fields.template[field]
})
