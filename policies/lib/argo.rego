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

# METADATA
# description: >-
#   The sources of an Application that count, as `path` and `source`: sourceHydrator beats sources beats source.
sources(app) := [{"path": array.concat(app.path, ["sourceHydrator", "drySource"]), "source": source}] if {
	source := app.spec.sourceHydrator.drySource
	is_object(source)
} else := [entry |
	some i, source in app.spec.sources
	is_object(source)
	entry := {"path": array.concat(app.path, ["sources", i]), "source": source}
] if {
	count(k8s.array_at(app.spec, ["sources"])) > 0
} else := [{"path": array.concat(app.path, ["source"]), "source": app.spec.source}] if {
	is_object(app.spec.source)
} else := []

# METADATA
# description: >-
#   The automated sync of an Application, where it is active: `automated: null` and `enabled: false` are manual.
automated(app) := policy if {
	policy := app.spec.syncPolicy.automated
	is_object(policy)
	object.get(policy, "enabled", true) in {true, null}
}

# METADATA
# description: >-
#   Whether a progressive sync drives the Applications of an ApplicationSet: its controller syncs them step by
#   step, prunes if `prune` says so, and turns their automated sync off.
is_rolling(app) if {
	app.kind == "ApplicationSet"
	app.resource.spec.strategy.type == "RollingSync"
}

# METADATA
# description: Whether the template of a generator sets a field, given as a path below spec. It beats the common one.
is_generated(app, field) if {
	some template in _generator_templates[app.at]
	k8s.exists(template, array.concat(["spec"], field))
}

# METADATA
# scope: document
# description: >-
#   Whether an ApplicationSet may set a field of the template's spec from elsewhere, so that the template alone
#   says nothing of it: by templatePatch, or by the template of a generator. `field` is a path below spec.
may_be_supplied(app, field) if {
	app.kind == "ApplicationSet"
	_is_supplied(app, field)
}

_is_supplied(app, field) if is_generated(app, field)

_is_supplied(app, field) if {
	patch := _patched[app.at]
	_is_patched(patch, field)
}

_is_patched(patch, field) if field[count(field) - 1] in patch.named

# A parent that is replaced whole.
_is_patched(patch, field) if {
	some parent in array.concat(["spec"], field)
	parent in patch.replaced
}

_is_patched(patch, _) if patch.opaque

# METADATA
# description: Where the metadata of an Application is, or of those that a template makes.
metadata_path(app) := array.concat(array.slice(app.path, 0, count(app.path) - 1), ["metadata"])

# METADATA
# description: The metadata of an Application, or of those that a template makes; {} where there is none.
metadata(app) := k8s.object_at(app.resource, metadata_path(app))

# METADATA
# scope: document
# description: >-
#   Whether nothing is known of a field, given as a path below spec: a later tool fills in the field or what holds
#   it, or the ApplicationSet may set it from elsewhere.
is_open(app, field) if may_be_supplied(app, field)

is_open(app, field) if k8s.is_unknown(object.get(app.spec, field, null))

is_open(app, field) if {
	some parent in _filled_in[app.at]
	array.slice(field, 0, count(parent)) == parent
}

# What holds such fields, where a later tool fills it in as a whole.
_filled_in := {app.at: parents | # regal ignore:prefer-set-or-object-rule
	some app in applications
	parents := {[name] |
		some name, value in app.spec
		k8s.is_unknown(value)
	} | {[name, part] |
		some name, value in app.spec
		some part, text in value
		k8s.is_unknown(text)
	}
}

# METADATA
# description: The sync options of an Application, which may be of any type, in their order.
options(app) := k8s.array_at(app.spec, ["syncPolicy", "syncOptions"])

# METADATA
# scope: document
# description: Whether an Application has a sync option, such as PruneLast=true, or may have it.
may_have_option(app, option) if option in options(app)

may_have_option(app, option) if {
	some given in options(app)
	k8s.is_unknown(given)
	key := split(given, "=")[0]
	_may_be(key, split(option, "=")[0])
}

may_have_option(app, _) if is_open(app, ["syncPolicy", "syncOptions"])

_may_be(key, key)

_may_be(key, _) if k8s.is_templated(key)

_generator_kinds := {
	"clusterDecisionResource", "clusters", "git", "list", "matrix", "merge", "plugin", "pullRequest", "scmProvider",
}

# METADATA
# description: >-
#   The generators of an ApplicationSet, also those within matrix and merge, as `kind` and `generator`; none of an
#   Application.
generators(app) := object.get(_generators, app.at, [])

_generators := {i: generators | # regal ignore:prefer-set-or-object-rule
	some i in k8s.of("argoproj.io", "ApplicationSet")
	outer := _members(k8s.array_at(k8s.resources[i], ["spec", "generators"]))
	inner := _within(outer)
	generators := array.flatten([outer, inner, _within(inner)])
}

# Argo CD takes matrix and merge in another matrix or merge, and no deeper.
_within(entries) := array.flatten([_members(found) |
	some entry in entries
	entry.kind in {"matrix", "merge"}
	found := k8s.array_at(entry.generator, ["generators"])
])

_members(entries) := [{"kind": kind, "generator": generator} |
	some entry in entries
	some kind, generator in entry
	kind in _generator_kinds
]

# What a templatePatch mentions: keys, keys whose value is null or a template, and whether parameters can bring in
# what nobody can read here.
_patched := {i: said | # regal ignore:prefer-set-or-object-rule
	some i in k8s.of("argoproj.io", "ApplicationSet")
	patch := k8s.resources[i].spec.templatePatch
	is_string(patch)
	said := _said_in(patch)
}

_said_in(patch) := {
	"named": {key | some [_, key, _] in keys},
	"replaced": {key | some [_, key, value] in keys; value != ""},
	"opaque": regex.match(`toYaml|toJson|indent|\$patch|(?m)^\s*\{\{-?\s*\.[^{}]*\}\}\s*$`, patch),
} if {
	keys := regex.find_all_string_submatch_n(
		`(?:^|[\s{,])["']?([A-Za-z]+)["']?[ \t]*:(?:[ \t]*(null|~|\{\{))?`,
		patch, -1,
	)
}

_generator_templates := {i: templates | # regal ignore:prefer-set-or-object-rule
	some i in k8s.of("argoproj.io", "ApplicationSet")
	templates := [entry.generator.template |
		some entry in _generators[i]
		is_object(entry.generator.template)
	]
}

# METADATA
# description: Whether a sync option undoes the pruning that the Application asks for.
contradicts_pruning(app, option) if {
	option in {"Prune=false", "PrunePropagationPolicy=orphan"}
	automated(app).prune == true
	not is_open(app, ["syncPolicy", "automated", "prune"])
	not is_open(app, ["syncPolicy", "automated", "enabled"])
	not is_open(app, ["syncPolicy", "syncOptions"])
}
