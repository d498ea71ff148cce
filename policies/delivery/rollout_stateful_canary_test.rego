package policies.delivery.rollout_stateful_canary_test

import data.policies.delivery.rollout_stateful_canary as rule

_rollout(strategy, volumes) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": {"strategy": strategy, "template": {"spec": {"volumes": volumes}}},
}

_claim(name, modes) := {
	"apiVersion": "v1",
	"kind": "PersistentVolumeClaim",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"accessModes": modes},
}

_volume(name) := {"name": "data", "persistentVolumeClaim": {"claimName": name}}

_report(resources) := findings if {
	findings := rule.report with input as {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}
}

test_a_shared_claim_is_a_note if {
	_report([_rollout({"canary": {}}, [_volume("data")]), _claim("data", ["ReadWriteOnce"])]) == {{
		"at": 0,
		"path": ["spec", "strategy", "canary"],
		"message": concat(" ", [
			`Rollout "shop" is a canary whose versions share the claim data, which cannot be mounted on many nodes.`,
			"Use blueGreen.",
		]),
	}}
	count(_report([_rollout({"canary": {}}, [_volume("data")]), _claim("data", ["ReadWriteOncePod"])])) == 1
}

test_two_claims_are_one_finding if {
	resources := [
		_rollout({"canary": {}}, [_volume("a"), _volume("b")]),
		_claim("a", ["ReadWriteOnce"]),
		_claim("b", ["ReadWriteOnce"]),
	]
	count(_report(resources)) == 1
}

test_what_many_nodes_may_mount_passes if {
	every modes in [["ReadWriteMany"], ["ReadOnlyMany"], ["ReadWriteOnce", "ReadWriteMany"], ["${MODE}"], [], "x"] {
		_report([_rollout({"canary": {}}, [_volume("data")]), _claim("data", modes)]) == set()
	}
}

test_ephemeral_and_read_only_volumes_pass if {
	claim := _claim("data", ["ReadWriteOnce"])
	every volume in [
		{"name": "x", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"]}}}},
		{"name": "x", "emptyDir": {}},
		{"name": "x", "persistentVolumeClaim": {"claimName": "data", "readOnly": true}},
	] {
		_report([_rollout({"canary": {}}, [volume]), claim]) == set()
	}
}

test_the_modes_of_a_claim_elsewhere_are_unknown if {
	_report([_rollout({"canary": {}}, [_volume("data")])]) == set()
	elsewhere := object.union(_claim("data", ["ReadWriteOnce"]), {"metadata": {"namespace": "other"}})
	_report([_rollout({"canary": {}}, [_volume("data")]), elsewhere]) == set()
}

test_blue_green_passes if {
	resources := [_rollout({"blueGreen": {}}, [_volume("data")]), _claim("data", ["ReadWriteOnce"])]
	_report(resources) == set()
}

test_one_object_alone_is_not_judged if {
	findings := rule.report with input as _rollout({"canary": {}}, [_volume("data")])
	findings == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", {}, [5, {"persistentVolumeClaim": 5}, {"persistentVolumeClaim": {"claimName": 5}}]] {
		_report([_rollout({"canary": {}}, value), _claim("data", ["ReadWriteOnce"])]) == set()
		_report([_rollout(value, value)]) == set()
	}
}

test_notes_in_production_off_elsewhere if rule.severity == {"production": "note", "elsewhere": "off"}
