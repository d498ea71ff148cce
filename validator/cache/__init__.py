"""What runs remember for each other: outlines, surveys, verdicts, reports; nothing rendered, no secret."""
