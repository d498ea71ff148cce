"""`mergegate bundle`: the policies for an OPA server."""

from __future__ import annotations

from pathlib import Path

import click

from validator.cli import shared
from validator.config import load as load_config
from validator.evaluate.bundle import bundle as make
from validator.evaluate.bundle import policies_name
from validator.evaluate.catalogue import load as load_catalogue
from validator.evaluate.selection import policy_data, select
from validator.report.visible import counted
from validator.report.write import write_file
from validator.snapshot.git import top_of


@click.command(
    epilog=shared.examples(
        "mergegate bundle -o mergegate.tar.gz",
        "mergegate check --engine opa --opa-url https://opa.example.com  asks a server that has it",
    )
)
@shared.path
@click.option(
    "-o", "--output", "output", type=shared.FILE, required=True, help="The bundle to write, a .tar.gz file."
)
@shared.config
@shared.policies
def bundle(path: Path | None, output: Path, config: Path | None, policies: tuple[Path, ...]) -> None:
    """Write the policies as a bundle for an OPA server.

    In it is also the configuration of the repository at PATH.
    A check with --engine opa needs a server with the policies that it has itself: those of this version and
    of `policies` in the configuration. What else is configured it sends along; the bundle has it for other
    clients. The same policies and configuration give the same bytes.
    """
    configured = load_config(path or top_of(Path.cwd()), config)
    catalogue = load_catalogue((*configured.policies, *policies))
    data = policy_data(catalogue, configured, select(catalogue, configured, (), ()), configured.repository)
    write_file(output, make(catalogue, data))
    click.echo(f"{output}: policies {policies_name(catalogue)}, {counted(len(catalogue.paths), 'rule')}")
    if catalogue.plain is not None:
        left = counted(len(catalogue.plain.files), "file")
        click.echo(
            f"Left out: {left} in conftest's own form, which run in the conftest of each machine", err=True
        )
