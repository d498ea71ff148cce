package policies.resources.res_quantity_invalid_test

import data.policies.resources.res_quantity_invalid as rule

_deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "shop"},
	"spec": {"template": {"spec": spec}},
}

_one(resources) := _deployment({"containers": [{"name": "app", "resources": resources}]})

_report(manifest) := findings if findings := rule.report with input as manifest

_level(name, value) := {finding.severity.production | some finding in _report(_one({"requests": {name: value}}))}

_at(group, name) := ["spec", "template", "spec", "containers", 0, "resources", group, name]

test_what_cannot_be_parsed_is_an_error if {
	_report(_one({"limits": {"memory": "100mb"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets limits.memory to "100mb", which is no quantity.`,
			"Write a number and a unit, such as 250m or 512Mi.",
		]),
	}}
	every value in ["", "x", "1 Gi", "1GB", "1Mib", "1mi", "1K", "1e", "1,5", "0x10", true, [], {}, "Mi"] {
		_level("memory", value) == {"error"}
		_level("example.com/widgets", value) == {"error"}
	}
}

test_negative_is_refused if {
	_report(_one({"requests": {"cpu": "-1"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "cpu"],
		"severity": {"production": "error", "elsewhere": "warning"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets requests.cpu to "-1", which is negative, and refused.`,
			"Write a number above zero.",
		]),
	}}
}

test_fractions_of_a_byte_warn if {
	_report(_one({"requests": {"memory": "512m"}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "memory"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets requests.memory to "512m", in fractions of a byte:`,
			"m is a thousandth. Write Mi for mebibytes.",
		]),
	}}
	_level("ephemeral-storage", "100m") == {"warning"}
	_level("hugepages-2Mi", "4m") == {"warning"}
	_level("cpu", "512m") == set()
	_level("memory", "0m") == set()
}

test_too_little_memory_warns if {
	_report(_one({"limits": {"memory": 512}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets limits.memory to 512, less than 4Mi, too little to run.`,
			"Write Mi or Gi.",
		]),
	}}
	every value in ["128", "1e3", "100k", "3Mi", 1] {
		_level("memory", value) == {"warning"}
	}
}

test_too_much_cpu_warns if {
	_report(_one({"requests": {"cpu": 100}})) == {{
		"at": 0,
		"path": ["spec", "template", "spec", "containers", 0, "resources", "requests", "cpu"],
		"severity": {"production": "warning", "elsewhere": "warning"},
		"message": concat(" ", [
			`Container "app" of Deployment "shop" sets requests.cpu to 100, more than 64 cores.`,
			"Write m for thousandths of a core.",
		]),
	}}
	every value in ["1e3", "65", "250Mi", "64001m"] {
		_level("cpu", value) == {"warning"}
	}
}

test_plausible_quantities_pass if {
	every value in ["4Mi", "128Mi", "1.1Gi", "1e9", "129E6", "128974848", 134217728, " 64Mi ", "0", 0, null, "1Ei"] {
		_level("memory", value) == set()
	}
	every value in ["64", "100m", "0.5", 0.1, "1e1", ".5", "2.", "+1", "0", "500000u"] {
		_level("cpu", value) == set()
	}
	every name, value in {"hugepages-2Mi": "2Mi", "ephemeral-storage": "1Ki", "nvidia.com/gpu": 128} {
		_level(name, value) == set()
	}
}

test_templates_are_unknown if {
	every value in ["${MEMORY}", "${MEMORY}Mi", "{{ .memory }}"] {
		_level("memory", value) == set()
	}
}

test_the_bounds_can_be_configured if {
	config := {"parameters": {"res-quantity-invalid": {"max_cpu": 4, "min_memory": "32Mi"}}}
	resources := {"requests": {"cpu": 5, "memory": "16Mi"}}
	found := rule.report with input as _one(resources) with data.mergegate_config as config
	{finding.path | some finding in found} == {_at("requests", "cpu"), _at("requests", "memory")}
}

test_bounds_that_are_no_quantities_count_as_not_configured if {
	config := {"parameters": {"res-quantity-invalid": {"max_cpu": "many", "min_memory": []}}}
	resources := {"requests": {"cpu": 5, "memory": "16Mi"}}
	found := rule.report with input as _one(resources) with data.mergegate_config as config
	found == set()
}

test_every_value_counts if {
	bad := {"requests": {"cpu": "x", "memory": "x"}, "limits": {"cpu": "x"}}
	{finding.path | some finding in _report(_deployment({
		"containers": [{"name": "good"}, {"name": "app", "resources": bad}],
		"initContainers": [{"name": "init", "resources": {"limits": {"memory": "1GB"}}}],
		"ephemeralContainers": [{"name": "debug", "resources": bad}],
		"resources": {"limits": {"cpu": "1 core"}},
	}))} == {
		["spec", "template", "spec", "containers", 1, "resources", "requests", "cpu"],
		["spec", "template", "spec", "containers", 1, "resources", "requests", "memory"],
		["spec", "template", "spec", "containers", 1, "resources", "limits", "cpu"],
		["spec", "template", "spec", "initContainers", 0, "resources", "limits", "memory"],
		["spec", "template", "spec", "resources", "limits", "cpu"],
	}
}

test_wrong_types_around_quantities_are_nothing if {
	every resources in [null, 5, "x", [], {"requests": 5}, {"limits": [{"memory": "x"}]}, {"claims": [{"name": "x"}]}] {
		_report(_one(resources)) == set()
	}
}

test_long_values_are_cut if {
	long := concat("", [character | some _ in numbers.range(1, 200); character := "9"])
	some finding in _report(_one({"limits": {"cpu": sprintf("%sx", [long])}}))
	count(finding.message) < 250
}

test_errors_in_production_warns_elsewhere if rule.severity == {"production": "error", "elsewhere": "warning"}
