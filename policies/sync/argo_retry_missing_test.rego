package policies.sync.argo_retry_missing_test

import data.policies.sync.argo_retry_missing as rule

_application(policy) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"syncPolicy": policy},
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": object.union({"template": {"spec": {}}}, spec),
}

_report(manifest) := findings if findings := rule.report with input as manifest

_levels(manifest) := {finding.severity | some finding in _report(manifest)}

_note := {"production": "note", "elsewhere": "note"}

test_a_manual_sync_without_retries_is_found if {
	_report(_application({})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "retry"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`Application "shop" has no syncPolicy.retry, so a sync that fails is not tried again.`,
			"Write retry.limit and retry.backoff.",
		]),
	}}
}

test_whatever_is_manual if {
	every policy in [null, {"retry": null}, {"automated": null}, {"automated": {"enabled": false}}, "x", 5, []] {
		_levels(_application(policy)) == {rule.severity}
	}
	without := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "shop"}, "spec": {}}
	_levels(without) == {rule.severity}
}

test_an_automated_sync_retries_anyway if {
	_report(_application({"automated": {}})) == {{
		"at": 0,
		"path": ["spec", "syncPolicy", "retry"],
		"severity": _note,
		"message": concat(" ", [
			`Application "shop" has no syncPolicy.retry, so automated syncs retry five times anyway,`,
			"but syncs by hand do not. Write retry.limit and retry.backoff.",
		]),
	}}
	_levels(_application({"automated": {"enabled": "${AUTO}"}})) == {_note}
	_levels(_application({"automated": "${AUTO}"})) == {_note}
	_levels(_set({"strategy": {"type": "RollingSync"}})) == {_note}
	_levels(_set({"templatePatch": "spec: {syncPolicy: {automated: {prune: true}}}"})) == {_note}
}

test_retries_pass if {
	_report(_application({"retry": {"limit": 5}})) == set()
	_report(_application({"retry": {}})) == set()
}

test_templates_count if {
	{finding.path | some finding in _report(_set({}))} == {["spec", "template", "spec", "syncPolicy", "retry"]}
}

test_what_may_be_supplied_is_unknown if {
	_report(_application("${POLICY}")) == set()
	_report(_application({"retry": "${RETRY}"})) == set()
	_report(_set({"templatePatch": "spec: {syncPolicy: {retry: {limit: 3}}}"})) == set()
	template := {"spec": {"syncPolicy": {"retry": {"limit": 1}}}}
	_report(_set({"generators": [{"list": {"template": template}}]})) == set()
}

test_is_worse_in_production if rule.severity == {"production": "warning", "elsewhere": "note"}
