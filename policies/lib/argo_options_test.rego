package policies.lib.argo_options_test

import data.policies.lib.argo_options

test_annotations_list_options_with_commas if {
	argo_options.listed("Prune=false, Replace=true,,") == ["Prune=false", "Replace=true"]
	argo_options.listed("") == []
}

test_names_and_values_are_exact if {
	"true" in argo_options.known.CreateNamespace
	"confirm" in argo_options.known.Prune
	not "True" in argo_options.known.Prune
	not "createNamespace" in object.keys(argo_options.known)
}
