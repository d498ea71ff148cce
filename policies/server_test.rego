package mergegate_server_test

import data.mergegate_server

_application := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "shop"},
	"spec": {"project": "default"},
}

_config := {"run": {}, "wanted": {"resource": {"sync": ["argo_default_project"]}}}

test_a_document_is_judged_under_the_configuration_that_comes_with_it if {
	document := {"mergegate": {"scope": "resource"}, "resources": [_application]}
	answer := mergegate_server.answer with input as {"config": _config, "document": document}
		with data.mergegate_bundle as {"policies": "0123"}
		with data.mergegate_config as {"run": {}, "wanted": {}}
	answer.policies == "0123"
	{entry.msg | some entry in answer.members} == {"ran", "argo-default-project"}
}

test_without_a_name_of_the_policies_there_is_no_answer if {
	not mergegate_server.answer with input as {"config": _config, "document": {}}
}

test_it_says_which_policies_it_has if {
	about := mergegate_server.about with data.mergegate_bundle as {"policies": "0123"}
		with data.system.version as {"version": "1.20.2"}
	about.policies == "0123"
	about.version == "1.20.2"
	"sync.argo_default_project" in about.rules
}

test_a_server_may_not_know_its_version if {
	mergegate_server.about.version == "unknown" with data.mergegate_bundle as {"policies": "0123"}
}
