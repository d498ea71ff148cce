"""What a change does to rendered resources: overlays on both sides compared; no file, no process."""
