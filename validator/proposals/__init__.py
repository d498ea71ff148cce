"""Files that a repository may begin with: a configuration, and what has checks run where people work."""
