"""Both sides of a change: the commit that it is held against, what was there, what it can reach."""
