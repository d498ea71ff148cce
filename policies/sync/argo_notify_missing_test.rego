package policies.sync.argo_notify_missing_test

import data.policies.sync.argo_notify_missing as rule

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_object(kind, name, metadata) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": kind,
	"metadata": object.union({"name": name, "namespace": "argocd"}, metadata),
}

_app(metadata, spec) := object.union(
	_object("Application", "shop", metadata),
	{"spec": object.union({"project": "shops", "source": {"path": "x"}}, spec)},
)

_project(metadata) := _object("AppProject", "shops", metadata)

_config(data_) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "argocd-notifications-cm", "namespace": "argocd"},
	"data": data_,
}

_told(key) := {"annotations": {concat("/", ["notifications.argoproj.io", key]): "shop"}}

_places(resources) := {[finding.at, finding.path] | some finding in rule.report with input as _overlay(resources)}

_silent := {[0, ["metadata", "annotations"]]}

test_an_application_that_tells_nobody_is_found if {
	report := rule.report with input as _overlay([_app({}, {}), _project({}), _config({"trigger.on-sync-failed": "x"})])
	report == {{
		"at": 0,
		"path": ["metadata", "annotations"],
		"message": concat(" ", [
			`Application "shop" tells nobody when a sync fails: neither it, its project "shops" nor`,
			"argocd-notifications-cm subscribes. Subscribe to on-sync-failed and on-health-degraded.",
		]),
	}}
}

test_any_subscription_to_failures_passes if {
	every key in [
		"subscribe.on-sync-failed.slack", "subscribe.on-health-degraded.teams", "subscribe.shop-broke.slack",
		"subscribe.slack", "subscriptions",
	] {
		_places([_app(_told(key), {}), _project({}), _config({})]) == set()
		_places([_app({}, {}), _project(_told(key)), _config({})]) == set()
	}
	_places([_app({}, {}), _project({}), _config({"subscriptions": "- recipients: [x]"})]) == set()
	_places([_app({}, {}), _project({}), _config({"defaultTriggers": "- on-sync-failed"})]) == set()
	_places([_app({}, {}), _project({}), _config({"defaultTriggers.slack": "- on-sync-failed"})]) == set()
}

test_good_news_are_no_warning if {
	every key in ["subscribe.on-deployed.slack", "subscribe.on-sync-succeeded.slack"] {
		_places([_app(_told(key), {}), _project({}), _config({})]) == _silent
	}
	_places([_app({"annotations": {"acme.example/subscribe": "x"}}, {}), _project({}), _config({})]) == _silent
}

test_what_is_elsewhere_is_not_known if {
	_places([_app({}, {}), _project({})]) == set()
	_places([_app({}, {}), _config({})]) == set()
	_places([_app({}, {}), _project({"name": "other"}), _config({})]) == set()
	_places([_app({}, {}), _project({"namespace": "other"}), _config({})]) == set()
	_places([_app({}, {"project": "{{project}}"}), _project({}), _config({})]) == set()
}

test_before_production_nothing_is_said if {
	_places([_app({}, {"destination": {"name": "staging"}}), _project({}), _config({})]) == set()
	_places([_app({}, {"destination": {"name": "prod-eu"}}), _project({}), _config({})]) == _silent
}

test_templates if {
	set_ := object.union(_object("ApplicationSet", "shops", {}), {"spec": {"template": {"spec": {"project": "shops"}}}})
	_places([set_, _project({}), _config({})]) == {[0, ["spec", "template", "metadata", "annotations"]]}
	told := object.union(set_, {"spec": {"template": {"metadata": _told("subscribe.slack")}}})
	_places([told, _project({}), _config({})]) == set()
	patched := object.union(set_, {"spec": {"templatePatch": "metadata: {annotations: {a: b}}"}})
	_places([patched, _project({}), _config({})]) == set()
}

test_one_object_alone_says_nothing if {
	report := rule.report with input as _app({}, {})
	report == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", []] {
		_places([_app({"annotations": value}, {}), _project({"annotations": value}), _config(value), 5]) == _silent
		_places([_app({}, {"project": value}), _project({}), _config({})]) == set()
	}
}

test_is_a_note_in_production_alone if rule.severity == {"production": "note", "elsewhere": "off"}
