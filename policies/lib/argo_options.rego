# METADATA
# title: The sync options of Argo CD
# description: >-
#   Every option that Argo CD 3.3 knows, with the values that it acts on; any other text is ignored without a word.
#   From its documentation and the constants of its sync engine, read in November 2026.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
package policies.lib.argo_options

# METADATA
# description: "By name: the values that an option can have."
known := {
	"ApplyOutOfSyncOnly": _switch,
	"ClientSideApplyMigration": _switch,
	"CreateNamespace": _switch,
	"Delete": {"true", "false", "confirm"},
	"FailOnSharedResource": _switch,
	"Force": _switch,
	"Prune": {"true", "false", "confirm"},
	"PruneLast": _switch,
	"PrunePropagationPolicy": {"foreground", "background", "orphan"},
	"Replace": _switch,
	"RespectIgnoreDifferences": _switch,
	"ServerSideApply": _switch,
	"SkipDryRunOnMissingResource": _switch,
	"Validate": _switch,
}

_switch := {"true", "false"}

# METADATA
# description: The annotation that gives one object its options, parted by commas.
annotation := "argocd.argoproj.io/sync-options"

# METADATA
# description: The options in the text of that annotation.
listed(text) := [option |
	some part in split(text, ",")
	option := trim_space(part)
	option != ""
]
