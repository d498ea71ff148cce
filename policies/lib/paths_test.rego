package policies.lib.paths_test

import data.policies.lib.paths

test_paths_are_shown_as_people_write_them if {
	paths.shown(["spec", "containers", 0, "image"]) == "spec.containers[0].image"
	paths.shown(["data", "tls.key"]) == "data['tls.key']"
	paths.shown(["metadata", "annotations", "example.org/a"]) == "metadata.annotations['example.org/a']"
	paths.shown([]) == ""
}

test_names_are_listed_in_words if {
	paths.listed({"a"}) == "a"
	paths.listed({"b", "a"}) == "a and b"
	paths.listed({"c", "b", "a"}) == "a, b and c"
	paths.listed({"d", "c", "b", "a"}) == "a, b and 2 more"
	paths.listed(set()) == ""
	paths.joined({"d", "c", "b", "a"}) == "a, b, c and d"
}
