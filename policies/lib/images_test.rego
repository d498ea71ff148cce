package policies.lib.images_test

import data.policies.lib.images

_digest := sprintf("sha256:%s", [concat("", [digit | some _ in numbers.range(1, 64); digit := "a"])])

test_tags_and_ports_are_told_apart if {
	every image, tag in {
		"nginx": "", "nginx:1.29": "1.29", "library/nginx": "", "registry.example.com:5000/nginx": "",
		"registry.example.com:5000/nginx:1.29": "1.29", "registry.example.com/a/b/c:v1": "v1", "localhost:5000/a/b": "",
		" nginx:1.29 ": "1.29", "nginx:": "", "nginx@latest": "",
	} {
		images.parse(image) == {"tag": tag, "digest": ""}
	}
}

test_digests if {
	images.parse(sprintf("nginx@%s", [_digest])) == {"tag": "", "digest": _digest}
	images.parse(sprintf("registry.example.com:5000/nginx:latest@%s", [_digest])) == {"tag": "latest", "digest": _digest}
	images.parse("nginx@sha256:12ab").digest == "sha256:12ab"
	images.parse("nginx@sha512+b64u:12ab").digest == "sha512+b64u:12ab"
	every image in ["nginx@latest", "nginx@", "nginx@sha256:", "nginx@sha256:xyz", "nginx@:12ab"] {
		images.parse(image).digest == ""
	}
}

test_what_is_no_known_image_is_left_out if {
	every image in [
		"", " ", "auto", "ko://example.com/cmd", "${IMAGE}", "nginx:${TAG}", "$(IMAGE)", "{{ .image }}", null, 5, [], {},
	] {
		not images.parse(image)
	}
}

_pod(image) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"spec": {"containers": [{"name": "app", "image": image}, {"name": "log"}, 5]},
}

_is_mutable(image) if {
	some entry in images.used with input as _pod(image)
	images.is_mutable(entry)
}

test_tags_that_move if {
	every image in ["nginx", "nginx:latest", "nginx:LATEST", "nginx:main", "nginx:stable", "a:5000/nginx"] {
		_is_mutable(image)
	}
	every image in ["nginx:1.29", "nginx:latest@sha256:12ab", "nginx:main-1a2b3c4", "nginx@sha256:12ab"] {
		not _is_mutable(image)
	}
}

test_the_tags_can_be_configured if {
	config := {"parameters": {"pod-image-mutable-tag": {"mutable_tags": ["Next", 5]}}}
	images.mutable_tags == {"next"} with data.mergegate_config as config
}
