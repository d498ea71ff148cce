"""The glob dialects of git, Argo CD and our configuration, without backtracking."""
