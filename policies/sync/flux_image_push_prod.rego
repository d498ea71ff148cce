# METADATA
# title: Image automation that pushes to production
# description: >-
#   An automation that commits to the branch that it checks out changes what runs as soon as a registry has a new tag:
#   whoever pushes an image deploys it, and nobody reviews it.
# related_resources:
# - ref: https://fluxcd.io/flux/components/image/imageupdateautomations/#push
# - ref: https://fluxcd.io/flux/use-cases/gh-actions-auto-pr/
# custom:
#   scope: overlay
#   severity: {production: error, elsewhere: note}
#   security_severity: "6.8"
#   tags: [flux, supply-chain, external/cwe/cwe-829]
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
#         push: {branch: main}
#       update:
#         strategy: Setters
#         path: ./clusters/production
#   remedy: |-
#     Push to a branch of its own and open a pull request from it, or update only what is not production.
#
#     ```yaml
#     spec:
#       git:
#         checkout:
#           ref:
#             branch: main
#         push:
#           branch: image-updates
#     ```
#   parameters:
#     other_environments:
#       description: Words in the path of the update that mark what is not production.
#       default:
#         - dev
#         - devel
#         - development
#         - sandbox
#         - preview
#         - demo
#         - lab
#         - test
#         - testing
#         - qa
#         - e2e
#         - stage
#         - staging
#         - stg
#         - uat
#         - acceptance
#         - preprod
#         - nonprod
package policies.sync.flux_image_push_prod

import data.policies.lib.flux
import data.policies.lib.k8s
import data.policies.lib.overlay
import data.policies.lib.params

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

# METADATA
# description: >-
#   Automations that push to the branch that they check out, and whose path is the root or nothing marks as another
#   environment than production. A branch that only the cluster knows is unknown.
report contains finding if {
	overlay.is_whole
	some entry in flux.of("ImageUpdateAutomation")
	path := k8s.string_at(entry.spec, ["update", "path"])
	_is_production(path)
	[field, says] := _pushed(entry)
	finding := {
		"at": entry.at,
		"path": field,
		"message": sprintf(
			"%s updates %q and pushes to %s, so new images reach production without a review. Push to another branch.",
			[k8s.call(entry.resource), _shown(path), says],
		),
	}
}

_shown("") := "."

_shown(path) := path if path != ""

# ---- the branch -------------------------------------------------------------------------------------------------

_field := ["spec", "git", "push", "branch"]

_pushed(entry) := [_field, "the branch that it checks out"] if {
	push := object.get(entry.spec, ["git", "push"], null)
	not k8s.is_unknown(push)
	object.get(entry.spec, ["git", "push", "branch"], null) in {null, ""}
	_checked_out(entry) == null
} else := [_field, sprintf("branch %q, which it checks out", [branch])] if {
	push := object.get(entry.spec, ["git", "push"], null)
	not k8s.is_unknown(push)
	branch := _checked_out(entry)
	object.get(entry.spec, ["git", "push", "branch"], null) in {null, "", branch}
	branch != null
} else := [["spec", "git", "push", "refspec"], sprintf("branch %q, which it checks out", [branch])] if {
	branch := _checked_out(entry)
	parts := split(k8s.string_at(entry.spec, ["git", "push", "refspec"]), ":")
	parts[count(parts) - 1] in {branch, sprintf("refs/heads/%v", [branch])}
}

# The branch that is checked out, null for one that only the cluster knows; undefined for what is no branch.
_checked_out(entry) := branch if {
	branch := entry.spec.git.checkout.ref.branch
	is_string(branch)
	not branch == ""
	not k8s.is_templated(branch)
} else := branch if {
	not k8s.exists(entry.spec, ["git", "checkout"])
	is_object(entry.spec.git)
	sources := _sources(entry)
	count(sources) == 1
	some i in sources
	branch := _branch_of(overlay.resources[i], entry)
} else := null if {
	not k8s.exists(entry.spec, ["git", "checkout"])
	is_object(entry.spec.git)
	count(_sources(entry)) == 0
}

_sources(entry) := overlay.find("source.toolkit.fluxcd.io", "GitRepository", space, name) if {
	name := k8s.string_at(entry.spec, ["sourceRef", "name"])
	space := _or(k8s.string_at(entry.spec, ["sourceRef", "namespace"]), overlay.namespace(entry.resource))
}

# A source without a reference is master, but Flux pushes there only if the automation says so:
# https://github.com/fluxcd/image-automation-controller/blob/main/internal/source/git.go
_branch_of(source, entry) := "master" if {
	is_object(source.spec)
	not k8s.exists(source.spec, ["ref"])
	k8s.string_at(entry.spec, ["git", "push", "branch"]) != ""
} else := branch if {
	branch := k8s.string_at(source, ["spec", "ref", "branch"])
	branch != ""
	not k8s.is_templated(branch)
}

_or("", fallback) := fallback

_or(text, _) := text if text != ""

# ---- the path ---------------------------------------------------------------------------------------------------

_is_production(path) if {
	not k8s.is_templated(path)
	not _is_other(_words(path))
}

_is_other(words) if {
	count(words & _other_words) > 0
	count(words & {"live", "prd", "prod", "production"}) == 0
}

_words(path) := {word | some word in regex.split(`[^a-z0-9]+`, regex.replace(lower(path), _negated, "nonprod"))}

_negated := `\b(?:pre|non|not)[-_.]?prod(?:uction)?\b`

_other_words contains lower(word) if {
	some word in params.get("flux-image-push-prod", "other_environments", [
		"dev", "devel", "development", "sandbox", "preview", "demo", "lab", "test", "testing", "qa", "e2e", "stage",
		"staging", "stg", "uat", "acceptance", "preprod", "nonprod",
	])
	is_string(word)
}
