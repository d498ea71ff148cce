"""The two template languages of ApplicationSets, as far as a repository alone decides them."""
