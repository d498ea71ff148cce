package policies.workload.pod_image_pull_policy_test

import data.policies.workload.pod_image_pull_policy as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(image, policy) := _deployment({"containers": [{"name": "app", "image": image, "imagePullPolicy": policy}]})

_here := {["spec", "template", "spec", "containers", 0, "imagePullPolicy"]}

test_a_moving_tag_that_is_kept_is_found if {
	_report(_one("nginx:latest", "IfNotPresent")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "imagePullPolicy"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs the moving image "nginx:latest" with imagePullPolicy IfNotPresent,`,
			"so nodes keep what they pulled first. Pin the image, or set Always.",
		]),
	}}
	_paths(_one("nginx", "Never")) == _here
}

test_only_latest_is_pulled_by_default if {
	_report(_one("nginx:main", null)) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "imagePullPolicy"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs the moving image "nginx:main" without imagePullPolicy,`,
			"which means IfNotPresent here, so nodes keep what they pulled first. Pin the image, or set Always.",
		]),
	}}
	_paths(_deployment({"containers": [{"image": "nginx:dev"}]})) == _here
	every image in ["nginx", "nginx:latest"] {
		_paths(_one(image, null)) == set()
	}
}

test_what_is_pulled_or_does_not_move_passes if {
	_paths(_one("nginx:main", "Always")) == set()
	every policy in ["IfNotPresent", "Never", null] {
		_paths(_one("nginx:1.29", policy)) == set()
		_paths(_one("nginx:main@sha256:12ab", policy)) == set()
	}
}

test_unknown_and_wrong_types_are_nothing if {
	every policy in ["${POLICY}", 5, [], {}] {
		_paths(_one("nginx:main", policy)) == set()
	}
	_paths(_one("nginx:${TAG}", "Never")) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "image": "nginx", "imagePullPolicy": "Always"}
	bad := {"name": "bad", "image": "nginx", "imagePullPolicy": "Never"}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "imagePullPolicy"],
		["spec", "template", "spec", "initContainers", 0, "imagePullPolicy"],
		["spec", "template", "spec", "ephemeralContainers", 0, "imagePullPolicy"],
	}
}

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
