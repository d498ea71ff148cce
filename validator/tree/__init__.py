"""What the repository says, read once and with line marks: kustomizations, references, closures."""
