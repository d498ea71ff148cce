package policies.sync.flux_source_insecure_test

import data.policies.lib.flux
import data.policies.sync.flux_source_insecure as rule

_source(kind, spec) := {
	"apiVersion": sprintf("%s/v1", [flux.groups[kind]]),
	"kind": kind,
	"metadata": {"name": "podinfo"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(kind, spec) := {finding.path | some finding in _report(_source(kind, spec))}

test_insecure_is_an_error if {
	_report(_source("OCIRepository", {"insecure": true, "url": "oci://registry.example.com:5000/podinfo"})) == {{
		"at": 0,
		"path": ["spec", "insecure"],
		"message": concat(" ", [
			`OCIRepository "podinfo" has spec.insecure true, so it fetches from "registry.example.com" without TLS.`,
			"Remove it.",
		]),
	}}
	every kind, address in {
		"Bucket": {"endpoint": "minio.example.com"},
		"HelmRepository": {"url": "oci://registry.example.com/charts"},
		"ImageRepository": {"image": "registry.example.com/podinfo"},
	} {
		_paths(kind, object.union(address, {"insecure": true})) == {["spec", "insecure"]}
	}
}

test_plain_http_is_an_error if {
	_report(_source("GitRepository", {"url": concat("", ["HTTP", "://me:", "pw", "@git.example.com/fleet"])})) == {{
		"at": 0,
		"path": ["spec", "url"],
		"message": `GitRepository "podinfo" fetches from "git.example.com" by http://, without TLS. Use https:// or ssh://.`,
	}}
	_paths("HelmRepository", {"url": "http://charts.example.com/"}) == {["spec", "url"]}
}

test_secure_sources_pass if {
	every url in ["https://git.example.com/x", "ssh://git@git.example.com/x", "oci://registry.example.com/x"] {
		_paths("GitRepository", {"url": url}) == set()
		_paths("OCIRepository", {"url": url, "insecure": false}) == set()
	}
	_paths("Bucket", {"endpoint": "minio.example.com"}) == set()
}

test_hosts_in_the_cluster_are_exempt if {
	every host in [
		"registry.default.svc", "registry.default.svc.cluster.local:5000", "localhost:5000", "127.0.0.1", "registry:5000",
		"gitea.git.svc.cluster.local.",
	] {
		_paths("OCIRepository", {"insecure": true, "url": sprintf("oci://%s/podinfo", [host])}) == set()
		_paths("HelmRepository", {"url": sprintf("http://%s/charts", [host])}) == set()
		_paths("Bucket", {"insecure": true, "endpoint": host}) == set()
	}
	_paths("HelmRepository", {"url": "http://svc.example.com"}) == {["spec", "url"]}
}

test_other_hosts_are_configured if {
	config := {"parameters": {"flux-source-insecure": {"internal_hosts": [".corp.example.com", 5]}}}
	every url, expected in {"http://charts.corp.example.com": 0, "http://x.default.svc": 1} {
		findings := _report(_source("HelmRepository", {"url": url})) with data.mergegate_config as config
		count(findings) == expected
	}
}

test_what_is_filled_in_later_is_unknown if {
	_paths("HelmRepository", {"url": "http://${HOST}.example.com/charts"}) == set()
	_paths("OCIRepository", {"insecure": true, "url": "oci://${REGISTRY}/podinfo"}) == set()
	_paths("OCIRepository", {"insecure": "${INSECURE}", "url": "oci://registry.example.com/podinfo"}) == set()
}

test_wrong_types_are_nothing if {
	every value in [null, 5, "x", [], {}, {"insecure": "true", "url": 5}, {"insecure": true, "url": 5}] {
		_paths("OCIRepository", value) == set()
		_paths("GitRepository", value) == set()
	}
	config := {"parameters": {"flux-source-insecure": {"internal_hosts": "x"}}}
	source := _source("HelmRepository", {"url": "http://localhost.localdomain/"})
	findings := _report(source) with data.mergegate_config as config
	count(findings) == 1
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
