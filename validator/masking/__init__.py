"""What looks like a secret, and how it is taken out of text that people will read."""
