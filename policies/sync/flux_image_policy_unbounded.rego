# METADATA
# title: Image policy without an upper bound
# description: >-
#   A policy that takes whatever is newest brings the next major version, or a tag that merely sorts last, into the
#   cluster by itself. A range, or a filter, says what an automation may decide.
# related_resources:
# - ref: https://fluxcd.io/flux/components/image/imagepolicies/#policy
# - ref: https://github.com/Masterminds/semver#basic-comparisons
# custom:
#   scope: resource
#   severity: {production: warning, elsewhere: note}
#   tags: [flux, supply-chain, external/cwe/cwe-829]
#   example: |-
#     apiVersion: image.toolkit.fluxcd.io/v1
#     kind: ImagePolicy
#     metadata: {name: shop, namespace: shop}
#     spec:
#       imageRepositoryRef: {name: shop}
#       policy:
#         semver:
#           range: ">=1.0.0"
#   remedy: |-
#     Stay within a minor version, or filter the tags.
#
#     ```yaml
#     spec:
#       policy:
#         semver:
#           range: ~1.4
#     ```
package policies.sync.flux_image_policy_unbounded

import data.policies.lib.flux
import data.policies.lib.k8s

# METADATA
# description: How bad a finding is in production and elsewhere.
severity := rego.metadata.chain()[1].annotations.custom.severity

_levels := {
	"unbounded": severity,
	"major": {"production": "note", "elsewhere": "note"},
}

_says := {
	"unbounded": "which has no upper bound, so any newer version is taken",
	"major": "so any newer minor version is taken",
}

# METADATA
# scope: document
# description: >-
#   Ranges without an upper bound; as notes, ranges over minor versions; orders by letter or number of tags that
#   nothing filters.
report contains finding if {
	some entry in flux.of("ImagePolicy")
	range := k8s.string_at(entry.spec, ["policy", "semver", "range"])
	not k8s.is_templated(range)
	not _is_pinned_by_filter(entry.spec)
	width := _width(range)
	finding := {
		"at": entry.at,
		"path": ["spec", "policy", "semver", "range"],
		"severity": _levels[width],
		"message": sprintf(
			"%s takes the range %q, %s. Use a narrower range, such as ~1.4.",
			[k8s.call(entry.resource), range, _says[width]],
		),
	}
}

report contains finding if {
	some entry in flux.of("ImagePolicy")
	some order in ["alphabetical", "numerical"]
	k8s.exists(entry.spec, ["policy", order])
	not k8s.is_unknown(object.get(entry.spec, "filterTags", null))
	_is_open(k8s.string_at(entry.spec, ["filterTags", "pattern"]))
	finding := {
		"at": entry.at,
		"path": ["spec", "policy", order],
		"message": sprintf(
			"%s takes the last of all tags in %s order: nothing filters them. Set spec.filterTags.pattern.",
			[k8s.call(entry.resource), order],
		),
	}
}

_is_open(pattern) if regex.match(`^\^?(?:\.[*+])?\$?$`, pattern)

# A filter such as ^v?1\.4\. holds the version by itself.
_is_pinned_by_filter(spec) if {
	pattern := k8s.string_at(spec, ["filterTags", "pattern"])
	regex.match(`(?:^|[^\\0-9{\[,-])[0-9]+\\\.`, pattern)
}

# ---- ranges -----------------------------------------------------------------------------------------------------

# "unbounded", "major" for what stays in some major versions; undefined for a narrower range, or none.
_width(range) := "unbounded" if {
	some alternative in split(range, "||")
	_is_unbounded(_comparators(alternative))
} else := "major" if {
	some alternative in split(range, "||")
	_is_wide(_comparators(alternative))
}

# Each comparison as an operator, a major and what follows; undefined for what is no range.
_comparators(text) := [found |
	some word in words
	some found in regex.find_all_string_submatch_n(_comparator, word, 1)
] if {
	ranged := regex.replace(text, `([0-9][0-9.xX*]*)\s+-\s+v?([0-9])`, ">=${1} <=${2}")
	joined := regex.replace(ranged, `([<>=!~^])\s+`, "$1")
	words := [word | some word in regex.split(`[\s,]+`, joined); word != ""]
	count(words) > 0
	every word in words {
		regex.match(_comparator, word)
	}
}

# Operator, major, minor, patch.
_comparator := `^(=|!=|>|>=|=>|<|<=|=<|~|~>|\^)?v?([0-9]+|[xX*])(?:\.([0-9]+|[xX*]))?(?:\.([0-9]+|[xX*]))?(?:[-+].*)?$`

_any := {"x", "X", "*"}

_from := {">", ">=", "=>"}

_to := {"<", "<=", "=<"}

_is_unbounded(comparators) if {
	every comparator in comparators {
		_has_no_upper(comparator)
	}
}

_has_no_upper(comparator) if comparator[1] in (_from | {"!="})

_has_no_upper(comparator) if comparator[2] in _any

# Neither of its comparisons keeps to one minor version.
_is_wide(comparators) if {
	not _is_one_minor(comparators)
	every comparator in comparators {
		not _is_narrow(comparator)
	}
}

_is_narrow([_, operator, major, minor, _]) if {
	operator in {"", "=", "~", "~>"}
	not major in _any
	not minor in (_any | {""})
}

_is_narrow([_, "^", "0", minor, _]) if not minor in (_any | {""})

# >=1.4.0 <1.5.0
_is_one_minor(comparators) if {
	some from in comparators
	from[1] in _from
	regex.match(`^(0|[1-9][0-9]{0,8})$`, from[3])
	some to in comparators
	to[1] in _to
	to[2] == from[2]
	to[3] in {from[3], sprintf("%d", [to_number(from[3]) + 1])}
}
