package policies.lib.rendered_test

import data.policies.lib.rendered

_overlay(resources) := {"mergegate": {"scope": "overlay", "overlay": {}}, "resources": resources}

_service := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "shop", "namespace": "shop"}}

test_what_is_rendered_is_not_missing if {
	not rendered.is_missing("", "Service", "shop", "shop") with input as _overlay([_service])
	not rendered.is_missing("", "Service", "", "shop") with input as _overlay([_service])
	not rendered.is_missing("", "Service", "shop", "${NAME}") with input as _overlay([_service])
	not rendered.is_missing("", "Service", "shop", "") with input as _overlay([])
	not rendered.is_missing("", "Service", "shop", "${NAME}") with input as _overlay([])
}

test_what_is_not_rendered_is_missing if {
	rendered.is_missing("", "Service", "shop", "other") with input as _overlay([_service])
	rendered.is_missing("", "Service", "elsewhere", "shop") with input as _overlay([_service])
	rendered.is_missing("", "Secret", "shop", "shop") with input as _overlay([_service])
}

test_what_something_here_may_render_is_unknown if {
	every version, kind in {
		"helm.toolkit.fluxcd.io/v2": "HelmRelease",
		"helm.cattle.io/v1": "HelmChart",
		"argoproj.io/v1alpha1": "ApplicationSet",
		"kustomize.toolkit.fluxcd.io/v1": "Kustomization",
	} {
		more := _overlay([{"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}])
		not rendered.is_missing("", "Service", "shop", "shop") with input as more
	}
	chart := _overlay([{"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "HelmChart", "metadata": {"name": "x"}}])
	rendered.is_missing("", "Service", "shop", "shop") with input as chart
}

test_one_object_alone_misses_nothing if {
	not rendered.is_missing("", "Service", "shop", "other") with input as _service
}
