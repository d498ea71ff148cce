"""The command line: options → one call → write → exit code. Nothing here knows how a check is done."""

from validator.cli.main import main

__all__ = ["main"]
