"""A repository as the work tree, a commit or the index shows it: which files there are, and their bytes."""
