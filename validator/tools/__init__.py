"""The binaries that Mergegate runs: which versions, where they are found, how they are installed."""

from validator.tools.find import Tool, find, require

__all__ = ["Tool", "find", "require"]
