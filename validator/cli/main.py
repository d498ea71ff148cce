"""`mergegate`: the group of commands, and the one place where an error becomes an exit code."""

from __future__ import annotations

import sys
import traceback
from typing import Any

import click

from validator import __version__
from validator.cli.check import check
from validator.cli.overlays import overlays
from validator.cli.rules import rules
from validator.cli.tools import tools
from validator.errors import NOT_CHECKED, MergegateError


class _Group(click.Group):
    """Turns what went wrong into a message on stderr and an exit code that is never taken for findings."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except MergegateError as error:
            click.echo(f"mergegate: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:  # the reader of our output has gone: what it got may be half
            sys.stderr.close()
            ctx.exit(NOT_CHECKED)
        except KeyboardInterrupt:
            click.echo("mergegate: interrupted; the check was not done", err=True)
            ctx.exit(NOT_CHECKED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # a bug: Python would exit with 1, which means findings
            traceback.print_exc()
            click.echo("mergegate: this is a bug in mergegate; the check was not done", err=True)
            ctx.exit(NOT_CHECKED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mergegate")
def main() -> None:
    """Check a GitOps repository before it merges.

    Every kustomize overlay is built, held against Rego policies, and each finding is shown at the file and
    line that set the value.

    Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 the check could not be done.
    """


for command in (check, overlays, rules, tools):
    main.add_command(command)
