package policies.lib.flux_test

import data.policies.lib.flux

_object(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "apps"}, "spec": spec}

test_objects_of_a_kind if {
	r := _object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", {"prune": true})
	flux.of("Kustomization") == [{"at": 0, "resource": r, "spec": {"prune": true}}] with input as r
	flux.of("HelmRelease") == [] with input as r
	flux.of("Kustomization") == [] with input as _object("kustomize.config.k8s.io/v1beta1", "Kustomization", {})
	every spec in [null, 5, "x", []] {
		flux.of("Kustomization") == [] with input as _object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec)
	}
}

test_what_is_a_foundation if {
	every path in ["./infra/crds", "crds/", "cert-manager-crds", "./Namespaces", "infra/storage", "./sources"] {
		flux.is_foundation({"spec": {"path": path}})
	}
	flux.is_foundation({"metadata": {"name": "prometheus-crds"}})
	every path in ["./crds/apps", "./resources", "./storageclass", "", null, 5] {
		not flux.is_foundation({"metadata": {"name": "apps"}, "spec": {"path": path}})
	}
}

test_whether_a_kustomization_waits if {
	every spec in [
		{"wait": true}, {"healthChecks": [{}]}, {"healthCheckExprs": [{}]}, {"wait": "${X}", "healthChecks": [{}]},
	] {
		flux.health(spec) == "on"
	}
	every spec in [{}, {"wait": false}, {"wait": null}, {"wait": "true"}, {"healthChecks": []}, {"healthChecks": "x"}] {
		flux.health(spec) == "off"
	}
	every spec in [{"wait": "${WAIT}"}, {"healthChecks": "${CHECKS}"}] {
		flux.health(spec) == "unknown"
	}
}

_patched(texts) := {"mergegate": {"scope": "overlay", "overlay": {"patches": texts}}, "resources": []}

test_what_a_patch_may_set if {
	flux.may_be_patched("Kustomization", "wait") with input as _patched(["kind: Kustomization\nspec:\n  wait: true\n"])
	flux.health({}) == "unknown" with input as _patched(["kind: Kustomization\nspec:\n  wait: true\n"])
	every texts in [
		[], ["kind: Kustomization"], ["kind: HelmRelease\nspec:\n  wait: true"], "Kustomization wait", [5, null],
	] {
		not flux.may_be_patched("Kustomization", "wait") with input as _patched(texts)
	}
}

test_seconds if {
	flux.seconds("1m30s") == 90
	flux.seconds("500ms") == 0.5
	every value in ["", "90", 90, null, [], "${INTERVAL}"] {
		not flux.seconds(value)
	}
}
