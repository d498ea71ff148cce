"""The errors that end a run; each carries the exit code that every format shares."""

USAGE = 2
NOT_CHECKED = 3


class MergegateError(Exception):
    """The check could not be done. The message says what failed, where, and what to do."""

    exit_code = NOT_CHECKED


class UsageError(MergegateError):
    """The command line or the configuration is wrong."""

    exit_code = USAGE


class ToolError(MergegateError):
    """A binary is missing, does not start, or answers what we do not understand."""
