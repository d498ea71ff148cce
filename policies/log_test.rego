package system.log_test

import data.system.log

test_of_our_queries_the_findings_are_left if {
	paths := ["mergegate_server/answer", "/mergegate/deny", "mergegate_server/about"]
	every path in paths {
		log.mask == {"/input"} with input as {"path": path, "input": {}}
	}
}

test_what_may_give_back_the_input_is_removed_whole if {
	paths := ["policies/lib/k8s", "mergegate", "mergegate_server", "", "/"]
	every path in paths {
		log.mask == {"/input", "/result"} with input as {"path": path, "input": {}}
	}
}

test_a_query_without_a_path_is_removed_whole if {
	log.mask == {"/input", "/result"} with input as {"query": "data.mergegate.deny", "input": {}}
}

test_other_decisions_are_left_as_they_are if {
	log.mask == set() with input as {"path": "mergegated/deny", "input": {}}
	log.mask == set() with input as {"path": "example/policies", "input": {}}
}
