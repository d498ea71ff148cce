package policies.sync.argo_sync_option_unknown_test

import data.policies.sync.argo_sync_option_unknown as rule

_application(options) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": {"syncOptions": options}},
}

_object(options) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "shop", "annotations": {"argocd.argoproj.io/sync-options": options}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_said(option) := {trim_prefix(finding.message, `Application "shop" has the sync option `) |
	some finding in _report(_application([option]))
}

test_options_that_do_nothing_are_found if {
	_report(_application(["CreateNamespace=true", "Foo=true"])) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "syncOptions", 1],
		"message": concat(" ", [
			`Application "shop" has the sync option "Foo=true", which Argo CD does not know and ignores.`,
			"Correct or remove it.",
		]),
	}}
}

test_the_message_says_what_is_wrong if {
	_said("PruneLast=True") == {`"PruneLast=True", but its value can only be false or true. Correct it.`}
	_said("Validate") == {`"Validate", but its value can only be false or true. Correct it.`}
	_said("createNamespace=true") == {`"createNamespace=true", but the option is spelled CreateNamespace. Correct it.`}
	_said(" Replace=true") == {`" Replace=true", but the option is spelled Replace. Correct it.`}
	_said("Prune=no") == {`"Prune=no", but its value can only be confirm, false or true. Correct it.`}
	_said("Prune=false=true") == {`"Prune=false=true", but its value can only be confirm, false or true. Correct it.`}
	_said("") == {`"", which Argo CD does not know and ignores. Correct or remove it.`}
}

test_every_known_option_passes if {
	every option in [
		"Validate=false", "CreateNamespace=true", "PrunePropagationPolicy=foreground", "PruneLast=true", "Replace=true",
		"RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true", "SkipDryRunOnMissingResource=true", "Force=true",
		"ServerSideApply=false", "FailOnSharedResource=true", "Prune=confirm", "Delete=false",
		"ClientSideApplyMigration=false", "CreateNamespace={{ .create }}", "${OPTION}",
	] {
		_report(_application([option])) == set()
		_report(_object(option)) == set()
	}
}

test_newer_options_can_be_configured if {
	config := {"parameters": {"argo-sync-option-unknown": {"known_options": ["NewOption=true"]}}}
	found := rule.report with input as _application(["NewOption=true"]) with data.mergegate_config as config
	found == set()
}

test_templates_count if {
	template := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"metadata": {"name": "shops"},
		"spec": {"template": {"spec": {"syncPolicy": {"syncOptions": ["Foo=true"]}}}},
	}
	{finding.path | some finding in _report(template)} == {["spec", "template", "spec", "syncPolicy", "syncOptions", 0]}
}

test_annotations_count if {
	_report(_object("Prune=false, Sync=never, Foo=true,")) == {{
		"at": 0,
		"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
		"message": concat(" ", [
			`ConfigMap "shop" has the sync option "Sync=never", which Argo CD does not know and ignores.`,
			"Correct or remove it.",
		]),
	}}
	_report(_object("")) == set()
}

test_options_are_text if {
	_said({"Prune": false}) == {`{"Prune":false}, which is a mapping, no text. Write it as one string, Key=value.`}
	every option in [5, null, true, ["Prune=false"]] {
		count(_report(_application([option]))) == 1
	}
}

test_wrong_types_elsewhere_are_nothing if {
	every options in [null, 5, "Foo=true", {"Foo": "true"}] {
		_report(_application(options)) == set()
	}
	every options in [null, 5, [], {}] {
		_report(_object(options)) == set()
	}
}

test_is_as_bad_elsewhere if rule.severity == {"production": "warning", "elsewhere": "warning"}
