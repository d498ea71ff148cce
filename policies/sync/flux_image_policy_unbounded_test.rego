package policies.sync.flux_image_policy_unbounded_test

import data.policies.sync.flux_image_policy_unbounded as rule

_policy(spec) := {
	"apiVersion": "image.toolkit.fluxcd.io/v1",
	"kind": "ImagePolicy",
	"metadata": {"name": "shop"},
	"spec": spec,
}

_report(spec) := findings if findings := rule.report with input as _policy(spec)

_levels(spec) := {finding.severity.production | some finding in _report(spec)}

_range(range) := {"policy": {"semver": {"range": range}}}

test_a_range_without_an_end_warns if {
	_report(_range(">=1.0.0")) == {{
		"at": 0,
		"path": ["spec", "policy", "semver", "range"],
		"severity": {"production": "warning", "elsewhere": "note"},
		"message": concat(" ", [
			`ImagePolicy "shop" takes the range ">=1.0.0", which has no upper bound, so any newer version is taken.`,
			"Use a narrower range, such as ~1.4.",
		]),
	}}
	every range in ["*", "x", ">=0", ">0.0.0", ">= 1.2.3", "x.x.x", ">=1.0.0-0", "1.2.x || >=2", ">=1, !=1.5.0", "*-0"] {
		_levels(_range(range)) == {"warning"}
	}
}

test_a_range_over_minor_versions_is_a_note if {
	_report(_range("1.x")) == {{
		"at": 0,
		"path": ["spec", "policy", "semver", "range"],
		"severity": {"production": "note", "elsewhere": "note"},
		"message": concat(" ", [
			`ImagePolicy "shop" takes the range "1.x", so any newer minor version is taken.`,
			"Use a narrower range, such as ~1.4.",
		]),
	}}
	every range in [
		"^1.2", "^1.2.3", "1", "~1", "1.x.x", ">=1.0.0 <2.0.0", ">=1.2 <1.9", "1.2 - 2.3", "~1.2 || ^2.0", "^0", "<2",
		">=1 <1.4", ">=1.04 <1.5",
	] {
		_levels(_range(range)) == {"note"}
	}
}

test_a_narrow_range_passes if {
	every range in [
		"~1.4", "~1.4.2", "1.4.x", "1.4", "=1.4.2", "1.4.2", "v1.4.x", "^0.3", "^0.3.1", ">=1.4.0 <1.5.0", ">=1.4.2, <=1.4.9",
		"~> 1.4", "1.4.x || 1.5.x",
	] {
		_levels(_range(range)) == set()
	}
}

test_a_filter_may_hold_the_version if {
	every pattern in [`^v?1\.4\.[0-9]+$`, `^1\.(?P<minor>\d+)`] {
		_levels(object.union(_range("*"), {"filterTags": {"pattern": pattern}})) == set()
	}
	every pattern in [`^v?[0-9]+\.[0-9]+\.[0-9]+$`, `^\d{1,3}\.\d+$`, "", "^v"] {
		_levels(object.union(_range("*"), {"filterTags": {"pattern": pattern}})) == {"warning"}
	}
}

test_an_order_of_all_tags_warns if {
	_report({"policy": {"numerical": {"order": "asc"}}}) == {{
		"at": 0,
		"path": ["spec", "policy", "numerical"],
		"message": concat(" ", [
			`ImagePolicy "shop" takes the last of all tags in numerical order: nothing filters them.`,
			"Set spec.filterTags.pattern.",
		]),
	}}
	every filter in [null, {}, {"pattern": ""}, {"pattern": ".*"}, {"pattern": "^.*$"}, {"pattern": "^.+$"}] {
		count(_report({"policy": {"alphabetical": {}}, "filterTags": filter})) == 1
	}
}

test_an_order_of_some_tags_passes if {
	every filter in [{"pattern": "^main-[0-9]+$"}, {"pattern": "${PATTERN}"}, "${FILTER}"] {
		_report({"policy": {"alphabetical": {"order": "asc"}}, "filterTags": filter}) == set()
	}
}

test_what_is_unknown_or_no_range_is_nothing if {
	every range in ["${RANGE}", "latest", "", "1.2.3.4", ">= ", 5, null, [], "||"] {
		_levels(_range(range)) == set()
	}
	every spec in [null, 5, "x", [], {"policy": 5}, {"policy": {"semver": "1.x"}}, {"policy": {"numerical": null}}] {
		_report(spec) == set()
	}
}

test_warns_in_production_notes_elsewhere if rule.severity == {"production": "warning", "elsewhere": "note"}
