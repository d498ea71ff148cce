# METADATA
# title: Names that tell an environment
# description: >-
#   Whether a name of a cluster, a namespace or a directory says production or something before it, by its last word
#   that does: "prod-eu-1" is production, "shop-dev" and "non-prod" are not. Words that also name products are left
#   out, and most names say nothing.
package policies.lib.argo_stages

import data.policies.lib.argo
import data.policies.lib.k8s

_words := {
	"prod": "production",
	"production": "production",
	"prd": "production",
	"acceptance": "other",
	"dev": "other",
	"devel": "other",
	"development": "other",
	"nonprod": "other",
	"preprod": "other",
	"qa": "other",
	"stage": "other",
	"staging": "other",
	"stg": "other",
	"test": "other",
	"testing": "other",
	"uat": "other",
}

# METADATA
# description: Words of environments in which everybody may do as they like.
playgrounds := {"demo", "lab", "local", "playground", "preview", "sandbox", "sbx"}

# METADATA
# description: The words of a text, without the digits at their ends.
words(text) := [word |
	some part in regex.split(`[^a-z0-9]+`, lower(substring(text, 0, 1000)))
	word := trim_right(part, "0123456789")
	word != ""
]

# METADATA
# description: '"production" or "other"; undefined where a value of any type is no text, or says neither.'
of(text) := stage if {
	is_string(text)
	not k8s.is_templated(text)
	parts := words(text)
	places := [place | some place, word in parts; _words[word]]
	last := max(places)
	stage := _stage(parts, last)
}

_stage(parts, place) := "other" if {
	_words[parts[place]] == "production"
	parts[place - 1] in {"non", "not", "pre"}
} else := _words[parts[place]]

# METADATA
# description: >-
#   What an Application deploys to: "production", "other", or "unknown" where nothing says so. The destination knows
#   best, then the path.
of_application(app) := _one(_stages(_of_destination(app))) if {
	count(_stages(_of_destination(app))) > 0
} else := _one(_stages(_of_sources(app))) if {
	count(_stages(_of_sources(app))) > 0
} else := "unknown"

_one(stages) := "other" if {
	stages == {"other"}
} else := "production"

_stages(texts) := {stage | some text in texts; stage := of(text)}

# METADATA
# description: The names of an Application's destination and the paths of its sources.
names(app) := _of_destination(app) | _of_sources(app)

_of_destination(app) := {text |
	some field in ["name", "namespace", "server"]
	text := k8s.string_at(app.spec, ["destination", field])
}

_of_sources(app) := {text | some entry in argo.sources(app); text := k8s.string_at(entry.source, ["path"])}
