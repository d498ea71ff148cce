package policies.lib.resources_test

import data.policies.lib.resources

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": spec}

test_containers_but_no_ephemeral_ones if {
	spec := {"containers": [{}], "initContainers": [{}], "ephemeralContainers": [{}]}
	{entry.path | some entry in resources.containers} == {
		["spec", "containers", 0],
		["spec", "initContainers", 0],
	} with input as _pod(spec)
}

test_candidates_leave_out_what_another_rule_says if {
	pod := _pod({"containers": [{"name": "app"}]})
	resources.candidates == [] with input as pod
	with_it := {"run": {"resource": ["resources.res_besteffort"]}}
	resources.candidates == [] with input as pod with data.mergegate_config as with_it
	without_it := {"run": {"resource": []}}
	found := resources.candidates with input as pod with data.mergegate_config as without_it
	count(found) == 1
}

test_declared_resources if {
	block := {"limits": {"cpu": 1}}
	pod := _pod({"containers": [{"name": "app", "resources": block}, {"resources": 5}, {}], "resources": block})
	resources.declared == [
		{
			"at": 0,
			"path": ["spec", "containers", 0, "resources"],
			"called": `Container "app" of Pod "shop"`,
			"resources": block,
		},
		{"at": 0, "path": ["spec", "resources"], "called": `The pod of Pod "shop"`, "resources": block},
	] with input as pod
}
