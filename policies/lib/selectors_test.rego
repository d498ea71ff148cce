package policies.lib.selectors_test

import data.policies.lib.selectors

_matches(selector, labels) if selectors.matches(selectors.requirements(selector), labels)

_may_match(selector, labels) if selectors.may_match(selectors.requirements(selector), labels)

_expression(operator, values) := {"matchExpressions": [{"key": "app", "operator": operator, "values": values}]}

test_requirements if {
	selectors.requirements({
		"matchLabels": {"app": "shop"},
		"matchExpressions": [{"key": "tier", "operator": "Exists"}],
	}) == [
		{"key": "app", "operator": "In", "values": {"shop"}},
		{"key": "tier", "operator": "Exists", "values": set()},
	]
	selectors.requirements({}) == []
	selectors.requirements({"matchLabels": null, "matchExpressions": null}) == []
}

test_what_is_no_selector_has_no_requirements if {
	every selector in [
		null, 5, "app=shop", [], {"matchLabels": []}, {"matchLabels": {"app": 5}}, {"matchExpressions": {}},
		{"matchExpressions": [5]}, {"matchExpressions": [{"key": "app", "operator": "Near", "values": []}]},
		{"matchExpressions": [{"key": 5, "operator": "Exists"}]}, {"matchExpressions": [{"operator": "Exists"}]},
		_expression("In", "shop"), _expression("In", [5]), _expression("In", null),
	] {
		not selectors.requirements(selector)
	}
}

test_matches if {
	every selector in [
		{}, {"matchLabels": {"app": "shop"}}, {"matchLabels": {"app": "shop", "tier": "web"}},
		_expression("In", ["shop", "till"]), _expression("NotIn", ["till"]), _expression("Exists", []),
		{"matchExpressions": [{"key": "gone", "operator": "DoesNotExist"}]},
		{"matchExpressions": [{"key": "gone", "operator": "NotIn", "values": ["x"]}]},
	] {
		_matches(selector, {"app": "shop", "tier": "web"})
		_may_match(selector, {"app": "shop", "tier": "web"})
	}
}

test_does_not_match if {
	every selector in [
		{"matchLabels": {"app": "till"}}, {"matchLabels": {"app": "shop", "gone": "x"}},
		_expression("In", ["till"]), _expression("In", []), _expression("NotIn", ["shop"]),
		_expression("DoesNotExist", []), {"matchExpressions": [{"key": "gone", "operator": "Exists"}]},
	] {
		not _matches(selector, {"app": "shop", "tier": "web"})
		not _may_match(selector, {"app": "shop", "tier": "web"})
	}
}

test_what_is_filled_in_later_equals_itself if {
	_matches({"matchLabels": {"app": "${APP}"}}, {"app": "${APP}"})
	not _may_match(_expression("NotIn", ["${APP}"]), {"app": "${APP}"})
}

test_what_is_filled_in_later_may_equal_anything if {
	every selector, labels in {
		{"matchLabels": {"app": "${APP}"}}: {"app": "shop"},
		{"matchLabels": {"app": "shop"}}: {"app": "${APP}"},
		_expression("NotIn", ["${APP}"]): {"app": "shop"},
		_expression("NotIn", ["shop"]): {"app": "${APP}"},
	} {
		not _matches(selector, labels)
		_may_match(selector, labels)
	}
	not _may_match({"matchLabels": {"app": "${APP}"}}, {})
}

test_labels_of_wrong_types_match_nothing if {
	not _may_match({"matchLabels": {"app": "shop"}}, {"app": 5})
	not _may_match({"matchLabels": {"app": "shop"}}, {"app": null})
}
