"""ApplicationSets: generators, their parameters, and the Applications that templates make of them."""
