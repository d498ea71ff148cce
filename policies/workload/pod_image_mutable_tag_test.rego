package policies.workload.pod_image_mutable_tag_test

import data.policies.workload.pod_image_mutable_tag as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(image) := _deployment({"containers": [{"name": "app", "image": image}]})

_here := {["spec", "template", "spec", "containers", 0, "image"]}

test_latest_is_found if {
	_report(_one("nginx:latest")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "image"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs the image "nginx:latest", whose tag moves,`,
			"so what runs changes without a commit. Name the tag of a release, or a digest.",
		]),
	}}
}

test_no_tag_means_latest if {
	_report(_one("registry.example.com:5000/shop")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "image"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs the image "registry.example.com:5000/shop", without a tag,`,
			"which means latest, so what runs changes without a commit. Name the tag of a release, or a digest.",
		]),
	}}
}

test_tags_that_move if {
	every image in ["nginx", "nginx:main", "nginx:dev", "nginx:stable", "nginx:Latest", "a.b:80/c/nginx:edge"] {
		_paths(_one(image)) == _here
	}
}

test_releases_and_digests_pass if {
	every image in [
		"nginx:1.29", "nginx:latest@sha256:12ab", "nginx@sha256:12ab", "a.b:80/nginx:v1", "nginx:main-1a2b3c4",
	] {
		_paths(_one(image)) == set()
	}
}

test_what_is_filled_in_later_is_unknown if {
	every image in ["${IMAGE}", "nginx:${TAG}", "{{ .image }}", "$(IMAGE)", "auto", "ko://example.com/cmd"] {
		_paths(_one(image)) == set()
	}
}

test_absent_images_and_wrong_types_are_nothing if {
	every image in [null, "", " ", 5, [], {}] {
		_paths(_one(image)) == set()
	}
	_paths(_deployment({"containers": [{"name": "app"}, 5, null]})) == set()
	_paths(_deployment({"containers": "nginx"})) == set()
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "image": "nginx:1.29"}
	bad := {"name": "bad", "image": "nginx"}
	_paths(_deployment({
		"containers": [good, bad],
		"initContainers": [bad, good],
		"ephemeralContainers": [bad],
	})) == {
		["spec", "template", "spec", "containers", 1, "image"],
		["spec", "template", "spec", "initContainers", 0, "image"],
		["spec", "template", "spec", "ephemeralContainers", 0, "image"],
	}
}

test_the_tags_can_be_configured if {
	config := {"parameters": {"pod-image-mutable-tag": {"mutable_tags": ["next"]}}}
	found := rule.report with input as _one("nginx:next") with data.mergegate_config as config
	{finding.path | some finding in found} == _here
	none := rule.report with input as _one("nginx:latest") with data.mergegate_config as config
	none == set()
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
