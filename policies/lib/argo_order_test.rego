package policies.lib.argo_order_test

import data.policies.lib.argo_order

_object(kind, name, annotations) := {
	"apiVersion": "v1",
	"kind": kind,
	"metadata": {"name": name, "annotations": annotations},
}

_pod(annotations, spec) := object.union(_object("Pod", "shop", annotations), {"spec": spec})

_overlay(resources) := {"mergegate": {"scope": "overlay"}, "resources": resources}

_wave(number) := {"argocd.argoproj.io/sync-wave": number}

_uses(name) := {"containers": [{"envFrom": [{"secretRef": {"name": name}}]}]}

_missed(resources) := {[missed.need.name, missed.late] | some missed in found} if {
	found := argo_order.missed with input as _overlay(resources)
}

test_moments if {
	overlay := _overlay([
		_object("ConfigMap", "a", {}), _object("ConfigMap", "b", _wave("2")), _object("ConfigMap", "c", _wave("x")),
		5, _object("ConfigMap", "d", {"argocd.argoproj.io/hook": "PreSync"}),
	])
	moments := [moment | some i in [0, 1, 3, 4]; moment := argo_order.moment(i) with input as overlay]
	moments == [[1, 0], [1, 2], [1, 0], [0, 0]]
	not argo_order.moment(2) with input as overlay
	argo_order.called(4) == `ConfigMap "d" (PreSync, wave 0)` with input as overlay
}

test_what_has_no_order_is_not_looked_at if {
	argo_order.is_ordered with input as _overlay([_object("ConfigMap", "a", _wave("0"))])
	not argo_order.is_ordered with input as _overlay([_object("ConfigMap", "a", {"a": "b"})])
	not argo_order.is_ordered with input as _object("ConfigMap", "a", _wave("0"))
}

test_what_comes_later if {
	secret := _object("Secret", "db", _wave("1"))
	_missed([_pod({}, _uses("db")), secret]) == {["db", 1]}
	_missed([_pod(_wave("1"), _uses("db")), secret]) == set()
	_missed([_pod({}, _uses("other")), secret]) == set()
	elsewhere := object.union(secret, {"metadata": {"namespace": "other"}})
	_missed([_pod({}, _uses("db")), elsewhere]) == set()
	_missed([_pod({}, _uses("db")), _object("Secret", "db", _wave("x"))]) == set()
	_missed([_pod({}, _uses("db")), _object("Secret", "db", {"argocd.argoproj.io/hook": "Skip"})]) == set()
	_missed([_pod(_wave("-1"), _uses("db")), _object("Secret", "db", {})]) == {["db", 1]}
}

test_what_may_come_in_time_passes if {
	unnamed := _object("Secret", "${NAME}", {})
	_missed([_pod({}, _uses("db")), _object("Secret", "db", _wave("1")), unnamed]) == set()
}

test_what_makes_a_secret if {
	sealed := {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": {"name": "db"}}
	_missed([_pod(_wave("-1"), _uses("db")), sealed]) == {["db", 1]}
	external := {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": {"name": "db"}}
	_missed([_pod(_wave("-1"), _uses("db")), object.union(external, {"spec": {}})]) == {["db", 1]}
	other := object.union(external, {"spec": {"target": {"name": "other"}}})
	_missed([_pod(_wave("-1"), _uses("db")), other]) == set()
	_missed([_pod(_wave("-1"), _uses("other")), other]) == {["other", 1]}
	merge := object.union(external, {"spec": {"target": {"creationPolicy": "Merge"}}})
	_missed([_pod(_wave("-1"), _uses("db")), merge]) == set()
	config := {"containers": [{"envFrom": [{"configMapRef": {"name": "db"}}]}]}
	_missed([_pod(_wave("-1"), config), sealed]) == set()
}

test_nothing_waits_for_these if {
	job := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"annotations": _wave("-1")}, "spec": {"template": {
		"spec": _uses("db"),
	}}}
	secret := _object("Secret", "db", {})
	_missed([job, secret]) == {["db", 1]}
	_missed([object.union(job, {"spec": {"suspend": true}}), secret]) == set()
	cron := {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": job.metadata, "spec": {"jobTemplate": job}}
	_missed([cron, secret]) == set()
	deployment := object.union(job, {"apiVersion": "apps/v1", "kind": "Deployment"})
	_missed([deployment, secret]) == {["db", 1]}
	_missed([object.union(deployment, {"spec": {"replicas": 0}}), secret]) == set()
}
