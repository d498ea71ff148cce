package policies.lib.argo_stages_test

import data.policies.lib.argo_stages

test_names_that_say_production if {
	every text in ["prod", "prod-eu-1", "eu-prod2", "https://prod.example:6443", "x/PRODUCTION", "dev-to-prod"] {
		argo_stages.of(text) == "production"
	}
}

test_names_that_say_something_else if {
	every text in ["dev", "shop-dev", "staging1", "non-prod", "pre_prod", "preprod", "apps/uat/shop", "prod-test"] {
		argo_stages.of(text) == "other"
	}
}

test_most_names_say_nothing if {
	every text in ["shop", "in-cluster", "https://kubernetes.default.svc", "device", "", "{{env}}-dev", 5, null, []] {
		not argo_stages.of(text)
	}
}

_stage(spec) := argo_stages.of_application({"spec": spec, "path": ["spec"]})

test_what_an_application_deploys_to if {
	_stage({"destination": {"name": "prod-eu"}, "source": {"path": "apps/dev"}}) == "production"
	_stage({"destination": {"namespace": "shop-dev"}, "source": {"path": "apps/production"}}) == "other"
	_stage({"destination": {"name": "shop"}, "source": {"path": "apps/staging/shop"}}) == "other"
	_stage({"destination": {"name": "prod", "namespace": "shop-dev"}}) == "production"
	_stage({"destination": 5, "source": "x"}) == "unknown"
}

test_names_of_an_application if {
	app := {"spec": {"destination": {"name": "prod"}, "source": {"path": "apps/shop"}}, "path": ["spec"]}
	argo_stages.names(app) == {"", "prod", "apps/shop"}
}
