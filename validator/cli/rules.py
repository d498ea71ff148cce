"""`mergegate rules`: the catalogue, and the page of one rule."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from validator.cli import complete, shared
from validator.cli.color import wants_color, width
from validator.config import load as load_config
from validator.config_shapes import nearest
from validator.errors import UsageError
from validator.evaluate.catalogue import load
from validator.report.rules import rule_page, rules_json, rules_text
from validator.snapshot.git import top_of


@click.command(
    epilog=shared.examples(
        "mergegate rules  all of them, and how grave they are",
        "mergegate rules res-memory-limit-missing  the page of one",
        "mergegate rules --policy policy --format json  with your own",
    )
)
@click.argument("rule", required=False, shell_complete=complete.rules)
@shared.listed_format
@shared.policies
@click.option(
    "--config",
    type=shared.FILE,
    help="Configuration that names more policies. [default: .mergegate.yaml here]",
)
def rules(rule: str | None, format_: str, policies: tuple[Path, ...], config: Path | None) -> None:
    """List the rules, or explain RULE.

    A rule's page says why it matters, how to mend it, and which parameters it takes.
    """
    configured = load_config(top_of(Path.cwd()), config)
    catalogue = load([*configured.policies, *policies]).rules
    if rule is not None and rule not in catalogue:
        raise UsageError(f'there is no rule "{rule}"{nearest(rule, catalogue)}')
    shown = [catalogue[rule]] if rule is not None else [catalogue[name] for name in sorted(catalogue)]
    color = wants_color(sys.stdout)
    if format_ == "json":
        text = rules_json(shown)
    elif rule is not None:
        text = rule_page(shown[0], color=color, width=width())
    else:
        text = rules_text(shown, color=color)
    click.echo(text.encode(), nl=False)
