# METADATA
# title: The fields of Flux that went with a version
# description: >-
#   By kind and version: fields of the versions before that this one does not have, and what to write instead. From
#   the release notes of Flux 2.0.0 (kustomize.toolkit.fluxcd.io/v1) and 2.3.0 (helm.toolkit.fluxcd.io/v2), read in
#   November 2026.
# related_resources:
# - ref: https://github.com/fluxcd/flux2/releases
package policies.lib.flux_fields

_patches := "Write it as patches."

# METADATA
# description: "What is gone: `path`, in which * stands for every member of a list, and `remedy`, a sentence."
removed := {
	"HelmRelease": {"v2": [
		{"path": ["spec", "chart", "spec", "valuesFile"], "remedy": "Write it as valuesFiles, a list."},
		{"path": ["spec", "postRenderers", "*", "kustomize", "patchesJson6902"], "remedy": _patches},
		{"path": ["spec", "postRenderers", "*", "kustomize", "patchesStrategicMerge"], "remedy": _patches},
	]},
	"Kustomization": {"v1": [
		{"path": ["spec", "patchesJson6902"], "remedy": _patches},
		{"path": ["spec", "patchesStrategicMerge"], "remedy": _patches},
		{"path": ["spec", "validation"], "remedy": "Remove it: server-side apply validates anyway."},
	]},
}

# METADATA
# description: >-
#   The fields that the API requires, by kind, but for those that other rules ask for (prune) or that exclude each
#   other (chart and chartRef). `HelmRepository.spec.interval` is optional.
required := {
	"Bucket": [["spec", "interval"], ["spec", "endpoint"], ["spec", "bucketName"]],
	"GitRepository": [["spec", "interval"], ["spec", "url"]],
	"HelmChart": array.concat([["spec", "interval"], ["spec", "chart"]], _source_reference(["spec"])),
	"HelmRelease": array.concat(
		[["spec", "interval"], ["spec", "chart", "spec", "chart"]],
		_source_reference(["spec", "chart", "spec"]),
	),
	"HelmRepository": [["spec", "url"]],
	"Kustomization": array.concat([["spec", "interval"]], _source_reference(["spec"])),
	"OCIRepository": [["spec", "interval"], ["spec", "url"]],
}

_source_reference(path) := [array.concat(path, field) | some field in [
	["sourceRef"],
	["sourceRef", "kind"],
	["sourceRef", "name"],
]]

# METADATA
# description: >-
#   The data of a commit message template, by field what is below it; nothing for what may have any field. From the
#   API reference of ImageUpdateAutomation v1 (Flux 2.7), read in November 2026.
template := {
	"AutomationObject": {"Name", "Namespace", "String"},
	"Changed": {"Changes", "FileChanges", "Objects"},
	"Values": set(),
}

# METADATA
# description: The fields of what the data of a commit message template holds in lists and maps.
template_nested := {"APIVersion", "Kind", "Name", "Namespace", "NewValue", "OldValue", "Setter"}
