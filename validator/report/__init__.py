"""The result as bytes in a format: pure functions that open no file, print nothing and decide nothing."""
