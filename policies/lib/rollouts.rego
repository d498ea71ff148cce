# METADATA
# title: Progressive delivery
# description: >-
#   Rollouts of Argo Rollouts with their strategy, the analyses that they run, and the numbers in their steps.
# related_resources:
# - ref: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
package policies.lib.rollouts

import data.policies.lib.k8s

_strategy := ["spec", "strategy"]

# METADATA
# description: "Every Rollout: `at`, `resource` and `spec`."
entries := [entry |
	some i in k8s.of("argoproj.io", "Rollout")
	r := k8s.resources[i]
	is_object(r.spec)
	entry := {"at": i, "resource": r, "spec": r.spec}
]

# METADATA
# description: "The Rollouts of a strategy, canary or blueGreen: as `entries`, `strategy` and `path`, where that is."
of(name) := [object.union(entry, {"strategy": strategy, "path": array.concat(_strategy, [name])}) |
	some entry in entries
	strategy := entry.spec.strategy[name]
	is_object(strategy)
]

# METADATA
# description: "The steps of a canary: `i`, `step` and `path`, in their order; nothing that is no object."
steps(rollout) := [{"i": i, "step": step, "path": array.flatten([rollout.path, "steps", i])} |
	some i, step in k8s.array_at(rollout.strategy, ["steps"])
	is_object(step)
]

# METADATA
# description: >-
#   Every analysis that a Rollout runs: `path` (where it is), `role` (background, step, prePromotion or
#   postPromotion), `templates` (`name` and `is_cluster`) and `args` (the names that are passed).
analyses(entry) := array.flatten([_canary_analyses(entry), _blue_green_analyses(entry)])

_canary_analyses(entry) := array.concat(
	[found |
		analysis := object.get(entry.spec, ["strategy", "canary", "analysis"], null)
		found := _analysis(analysis, ["spec", "strategy", "canary", "analysis"], "background")
	],
	[found |
		some i, step in k8s.array_at(entry.spec, ["strategy", "canary", "steps"])
		is_object(step)
		path := ["spec", "strategy", "canary", "steps", i]
		some found in array.concat(
			[found | found := _analysis(object.get(step, "analysis", null), array.concat(path, ["analysis"]), "step")],
			_experiment(step, path),
		)
	],
)

_experiment(step, path) := [found |
	some j, analysis in k8s.array_at(step, ["experiment", "analyses"])
	is_object(analysis)
	found := {
		"path": array.flatten([path, "experiment", "analyses", j]),
		"role": "step",
		"templates": [object.union(_template(analysis), {"path": ["templateName"]})],
		"args": _names(analysis),
	}
]

_blue_green_analyses(entry) := [found |
	some field, role in {"prePromotionAnalysis": "prePromotion", "postPromotionAnalysis": "postPromotion"}
	path := ["spec", "strategy", "blueGreen", field]
	found := _analysis(object.get(entry.resource, path, null), path, role)
]

_analysis(analysis, path, role) := {
	"path": path,
	"role": role,
	"templates": [template |
		some i, reference in k8s.array_at(analysis, ["templates"])
		is_object(reference)
		template := object.union(_template(reference), {"path": ["templates", i, "templateName"]})
	],
	"args": _names(analysis),
} if {
	is_object(analysis)
}

_template(reference) := {
	"name": k8s.string_at(reference, ["templateName"]),
	"is_cluster": object.get(reference, "clusterScope", false) == true,
}

_names(analysis) := {k8s.string_at(arg, ["name"]) | some arg in k8s.array_at(analysis, ["args"])}

# METADATA
# scope: document
# description: >-
#   Whether an analysis judges a Rollout: one of `analyses` with a template, or what a later tool fills in, or a
#   plugin as a step, of which nothing is known.
is_analysed(entry) if {
	some analysis in analyses(entry)
	count(analysis.templates) > 0
}

is_analysed(entry) if {
	some path in [["canary", "analysis"], ["blueGreen", "prePromotionAnalysis"], ["blueGreen", "postPromotionAnalysis"]]
	k8s.is_unknown(object.get(entry.spec.strategy, path, null))
}

is_analysed(entry) if {
	some step in k8s.array_at(entry.spec, ["strategy", "canary", "steps"])
	is_object(step)
	_is_opaque(step)
}

_is_opaque(step) if step.plugin

_is_opaque(step) if k8s.is_unknown(step.analysis)

# METADATA
# description: Whether a step holds the steps after it back for a while.
is_gate(step) if {
	some field in ["pause", "analysis", "experiment", "plugin"]
	object.get(step, field, null) != null
}

# METADATA
# description: Whether a step is a pause that only a person ends.
is_indefinite(step) if {
	is_object(step.pause)
	not k8s.exists(step.pause, ["duration"])
}

# METADATA
# description: The weight at which all traffic goes to the canary.
full_weight(canary) := weight if {
	weight := canary.trafficRouting.maxTrafficWeight
	is_number(weight)
	weight > 0
} else := 100
