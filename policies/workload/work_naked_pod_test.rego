package policies.workload.work_naked_pod_test

import data.policies.workload.work_naked_pod as rule

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_pod(metadata, spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}

test_a_bare_pod_is_found if {
	_report(_pod({"name": "shop"}, {})) == {{
		"at": 0,
		"path": ["kind"],
		"message": concat(" ", [
			`Pod "shop" has no controller, so nobody replaces it when its node is lost.`,
			"Make it a Deployment or a Job.",
		]),
	}}
	every metadata in [null, 5, {}, {"ownerReferences": []}, {"ownerReferences": "x"}, {"name": "test"}] {
		_paths(_pod(metadata, {})) == {["kind"]}
	}
}

test_hooks_and_tests_pass if {
	_paths(_pod({"annotations": {"helm.sh/hook": "test"}}, {})) == set()
	_paths(_pod({"annotations": {"argocd.argoproj.io/hook": "PostSync"}}, {})) == set()
	every name in ["test", "shop-test", "shop-test-connection", "tests.shop"] {
		_paths(_pod({"name": name}, {"restartPolicy": "Never"})) == set()
	}
	_paths(_pod({"name": "contest"}, {"restartPolicy": "Never"})) == {["kind"]}
}

test_pods_with_an_owner_pass if {
	_paths(_pod({"name": "shop", "ownerReferences": [{"kind": "ReplicaSet", "name": "shop"}]}, {})) == set()
}

test_other_kinds_pass if {
	_paths({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {}}) == set()
	_paths({"apiVersion": "example.com/v1", "kind": "Pod", "spec": {}}) == set()
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
