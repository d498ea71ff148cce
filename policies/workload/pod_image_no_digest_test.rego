package policies.workload.pod_image_no_digest_test

import data.policies.workload.pod_image_no_digest as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_one(image) := _deployment({"containers": [{"name": "app", "image": image}]})

test_a_tag_alone_is_found if {
	_report(_one("nginx:1.29")) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "image"],
		"message": concat(" ", [
			`Container "app" of Deployment "shop" runs the image "nginx:1.29", which no digest pins.`,
			"Add @sha256: and the digest to it.",
		]),
	}}
	every image in ["nginx", "nginx@latest", "a.b:80/nginx"] {
		_paths(_one(image)) == {["spec", "template", "spec", "containers", 0, "image"]}
	}
}

test_a_digest_passes if {
	every image in ["nginx@sha256:12ab", "nginx:1.29@sha256:12ab", "a.b:80/nginx@sha512:12ab"] {
		_paths(_one(image)) == set()
	}
}

test_unknown_and_wrong_images_are_nothing if {
	every image in ["${IMAGE}", "nginx@${DIGEST}", "", null, 5, [], {}] {
		_paths(_one(image)) == set()
	}
}

test_every_sort_of_container_counts if {
	good := {"name": "good", "image": "nginx@sha256:12ab"}
	bad := {"name": "bad", "image": "nginx:1"}
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

test_it_is_off_unless_selected if rule.severity == {"production": "off", "elsewhere": "off"}
