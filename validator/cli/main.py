"""`mergegate`: the group of commands, and the one place where an error becomes an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from validator import HOME
from validator.cli import version
from validator.cli.signals import INTERRUPTED, heard
from validator.cli.tell import tell
from validator.errors import NOT_CHECKED, MergegateError

# Each lives in the module of its name.
_COMMANDS = (
    "check",
    "merge",
    "baseline",
    "waivers",
    "diff",
    "blame",
    "overlays",
    "rules",
    "init",
    "doctor",
    "tools",
    "bundle",
    "cache",
    "completion",
)


class _Group(click.Group):
    """Turns what went wrong into a message on stderr and an exit code that is never taken for findings."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command; its module is imported now, so that no command pays for the others."""
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"validator.cli.{cmd_name}"), cmd_name)
        return found

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Read the command line and do what it says; a signal ends it wherever it is."""
        with heard():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        _collect_seldom()
        try:
            return super().invoke(ctx)
        except MergegateError as error:
            tell(str(error))
            ctx.exit(error.exit_code)
        except BrokenPipeError:  # the reader of our output has gone: what it got may be half
            sys.stderr.close()
            ctx.exit(NOT_CHECKED)
        except KeyboardInterrupt:  # where signals are not heard
            click.echo(INTERRUPTED, err=True, nl=False)
            ctx.exit(NOT_CHECKED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # a bug: Python would exit with 1, which means findings
            traceback.print_exc()
            click.echo("mergegate: this is a bug in mergegate; the check was not done", err=True)
            ctx.exit(NOT_CHECKED)


def _collect_seldom() -> None:
    """Spare a short run the looks for cycles, a tenth of its time; there are hardly any."""
    gc.freeze()
    gc.set_threshold(100_000, 10, 100)


_ENVIRONMENT = (
    """\
\b
Environment:
  MERGEGATE_KUSTOMIZE     a binary to use in place of what would be found;
                          so, too, MERGEGATE_CONFTEST and MERGEGATE_OPA
  MERGEGATE_CACHE_DIR     where tools are kept, and what runs remember
  MERGEGATE_DOWNLOADS     release files, for `tools install` without a network
  MERGEGATE_ENGINE        the engine; `mergegate check --help` tells more,
                          also for MERGEGATE_OPA_*
  MERGEGATE_OPA_TOKEN     the token for an OPA server
  MERGEGATE_TODAY         the day on which waivers are judged, YYYY-MM-DD
  NO_COLOR, FORCE_COLOR   colours never, or also where there is no terminal
  GITHUB_*, CI_*          what `--base auto` goes by

\b
Documentation:
  """
    + HOME
)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_ENVIRONMENT,
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=version.show,
    help="Show our version and those of the tools, and exit.",
)
def main() -> None:
    """Check a GitOps repository before it merges.

    Every kustomize overlay is built, held against Rego policies, and each finding is shown at the file and
    line that set the value.

    Exit codes of all commands: 0 clean, 1 findings, 2 usage or configuration, 3 the check could not be done.
    """


if "_MERGEGATE_COMPLETE" in os.environ:  # a shell asks; nobody else pays for what answers it
    import_module("validator.cli.completion")
