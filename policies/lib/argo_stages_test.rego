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
