package policies.sync.argo_chart_unpinned_test

import data.policies.sync.argo_chart_unpinned as rule

_application(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_set(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "ApplicationSet",
	"metadata": {"name": "shops"},
	"spec": spec,
}

_report(manifest) := findings if findings := rule.report with input as manifest

_paths(manifest) := {finding.path | some finding in _report(manifest)}

_chart(revision) := {"repoURL": "https://charts.example", "chart": "shop", "targetRevision": revision}

_oci(revision) := {"repoURL": "oci://registry.example/charts/shop", "targetRevision": revision}

test_a_range_is_found if {
	_report(_application({"source": _chart("4.11.*")})) == {{
		"at": 0,
		"path": ["spec", "source", "targetRevision"],
		"message": concat(" ", [
			`Application "shop" takes whatever version of the chart "shop" comes next: targetRevision is "4.11.*".`,
			"Write one exact version.",
		]),
	}}
	every revision in ["*", "1.x", "^1.2.3", "~1.2", ">=1.0.0", "4.11", "HEAD", "", null, 5, 1.2, [], {}] {
		_paths(_application({"source": _chart(revision)})) == {["spec", "source", "targetRevision"]}
	}
}

test_no_version_is_found if {
	source := {"repoURL": "https://charts.example", "chart": "shop"}
	count(_report(_application({"source": source}))) == 1
}

test_one_version_passes if {
	every revision in ["4.11.3", "v4.11.3", "1.0.0-rc.1", "1.0.0+build.7", "${VERSION}", "{{ .version }}"] {
		_report(_application({"source": _chart(revision)})) == set()
	}
}

test_oci if {
	digest := concat("", ["sha256:", concat("", [ten | some _ in numbers.range(1, 8); ten := "0a1b2c3d"])])
	every revision in ["1.2.3", digest, "shop-1.2.3", "${VERSION}"] {
		_report(_application({"source": _oci(revision)})) == set()
	}
	every revision in ["latest", "1.x", "main", null, 5] {
		count(_report(_application({"source": _oci(revision)}))) == 1
	}
	_report(_application({"source": object.union(_oci("1.2.3"), {"chart": "shop"})})) == set()
}

test_git_is_another_rules if {
	every source in [
		{"repoURL": "https://git.example/acme/shop", "path": "chart", "targetRevision": "main"},
		{"repoURL": "https://git.example/acme/shop", "path": "chart", "chart": "shop"},
		{"repoURL": "https://git.example/acme/shop", "ref": "values"}, {"chart": ""}, {"chart": null},
	] {
		_report(_application({"source": source})) == set()
	}
}

test_each_of_several_sources_counts if {
	lender := {"repoURL": "https://git.example/acme/values", "ref": "values"}
	sources := [lender, _chart("1.x"), _chart("1.2.3")]
	_paths(_application({"sources": sources})) == {["spec", "sources", 1, "targetRevision"]}
}

test_templates_count if {
	template := {"template": {"spec": {"source": _chart("1.x")}}}
	_paths(_set(template)) == {["spec", "template", "spec", "source", "targetRevision"]}
	_report(_set(object.union(template, {"templatePatch": "spec: {source: {targetRevision: 1.2.3}}"}))) == set()
}

test_wrong_types_are_nothing if {
	every source in [5, "x", [], {"repoURL": 5}, {"repoURL": null}] {
		_report(_application({"source": source})) == set()
	}
}

test_is_worse_in_production if rule.severity == {"production": "error", "elsewhere": "warning"}
