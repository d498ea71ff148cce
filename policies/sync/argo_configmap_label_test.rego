package policies.sync.argo_configmap_label_test

import data.policies.sync.argo_configmap_label as rule

_config_map(name, labels, entries) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "labels": labels},
	"data": entries,
}

_report(manifest) := findings if findings := rule.report with input as manifest

test_a_configmap_without_the_label_is_found if {
	_report(_config_map("argocd-cm", {}, {})) == {{
		"at": 0,
		"path": ["metadata", "labels", "app.kubernetes.io/part-of"],
		"message": concat(" ", [
			`Argo CD does not find ConfigMap "argocd-cm": the label app.kubernetes.io/part-of is not set.`,
			"Set it to argocd.",
		]),
	}}
	every name in ["argocd-tls-certs-cm", "argocd-ssh-known-hosts-cm", "argocd-gpg-keys-cm"] {
		count(_report(_config_map(name, {"app.kubernetes.io/part-of": "argo-cd"}, {}))) == 1
	}
	count(_report({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm"}})) == 1
}

test_the_label_passes if {
	_report(_config_map("argocd-cm", {"app.kubernetes.io/part-of": "argocd"}, {})) == set()
	_report(_config_map("argocd-cm", {"app.kubernetes.io/part-of": "${PART_OF}"}, {})) == set()
}

test_what_argo_cd_finds_by_name_passes if {
	every name in ["argocd-rbac-cm", "argocd-notifications-cm", "argocd-cmd-params-cm", "shop", ""] {
		_report(_config_map(name, {}, {})) == set()
	}
	_report({"apiVersion": "acme.example/v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm"}}) == set()
}

test_wrong_types if {
	every labels in [null, 5, "x", [], {"app.kubernetes.io/part-of": 5}] {
		count(_report(_config_map("argocd-cm", labels, {}))) == 1
	}
	_report(_config_map(5, {}, {})) == set()
}

test_is_as_bad_elsewhere if rule.severity == {"production": "error", "elsewhere": "error"}
