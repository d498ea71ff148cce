package mergegate_ahead_test

import data.mergegate
import data.mergegate_ahead

_config := {"run": {}, "wanted": {"resource": {"sync": ["argo_default_project"]}, "overlay": {}}}

_batch(project) := {
	"mergegate": {"scope": "resource"},
	"resources": [{
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Application",
		"metadata": {"name": "shop"},
		"spec": {"project": project},
	}],
}

_documents := [_batch("default"), _batch("shop"), _batch("default")]

test_each_document_has_the_answer_that_it_would_have_alone if {
	answers := mergegate_ahead.deny with data.mergegate_documents as _documents with data.mergegate_config as _config
	answers == {{"msg": "answer", "index": index, "answer": alone} |
		some index, document in _documents
		alone := mergegate.deny with input as document with data.mergegate_config as _config
	}
	count(answers) == 3
}

test_without_documents_there_is_no_answer if {
	mergegate_ahead.deny == set() with data.mergegate_documents as [] with data.mergegate_config as _config
}
