"""A check that several machines share: which overlays each of them takes, and what it hands to the merge."""
