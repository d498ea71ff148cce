"""The rules that no policy can hold, because they speak of the check itself."""

from __future__ import annotations

from validator.model import Rule, Severity

WAIVERS = "waivers"  # the family of the rules on waivers

POLICY_FAILED = Rule(
    id="policy-failed",
    family="graph",
    title="A policy that fails on an object",
    description=(
        "A policy ended in an error when it evaluated an object, so nothing is known about that object. "
        "An object that was not checked never passes."
    ),
    remedy="Mend the policy that the message names, or report it if it is one of Mergegate's own.",
    scope="resource",
    production=Severity.ERROR,
    elsewhere=Severity.ERROR,
    security_severity=None,
)


def _on_waivers(
    name: str, title: str, description: str, remedy: str, example: str, severity: Severity = Severity.WARNING
) -> Rule:
    return Rule(
        id=f"waiver-{name}",
        family=WAIVERS,
        title=title,
        description=description,
        remedy=remedy,
        scope="repository",
        production=severity,
        elsewhere=severity,
        security_severity=None,
        example=example,
    )


UNUSED = _on_waivers(
    "unused",
    "A waiver that waives nothing",
    "What it was written for is mended, has moved away, or never was there. It would hide the next defect "
    "at that place. It is told only where it is certain: every overlay that reads the file was built and "
    "checked, and the rule ran.",
    "Remove the waiver, or the rule from its list.",
    """\
resources:
  limits:
    # mergegate: ignore[res-memory-limit-missing] until=2027-03-31 reason="measured in May"
    memory: 256Mi
""",
)
INCOMPLETE = _on_waivers(
    "without-reason",
    "A waiver without a reason or a date",
    "Nobody can tell later whether a waiver still holds if it does not say why, and nobody asks if it never "
    "ends. Without `reason` and `until` it waives nothing.",
    'Add both: `until=2027-03-31 reason="what has to happen first"`.',
    """\
# mergegate: ignore[argo-default-project]
project: default
""",
)
TOO_LONG = _on_waivers(
    "too-long",
    "A waiver that is too far from its end",
    "A waiver is a postponement. It waives, but it ends later than `waiver-max-days` in the configuration "
    "allows (365 if nothing is said), which would make it permanent.",
    "Bring the date nearer, switch the rule off or change its severity in `.mergegate.yaml`, or raise "
    "`waiver-max-days` there.",
    """\
# mergegate: ignore[argo-default-project] until=2099-12-31 reason="one team alone uses this cluster"
project: default
""",
    Severity.ERROR,
)
UNKNOWN_RULE = _on_waivers(
    "unknown-rule",
    "A waiver of a rule that does not exist",
    "It names neither a rule nor a family, so it waives nothing by that name.",
    "Write the name as `mergegate rules` lists it. Nothing stands for all rules.",
    """\
# mergegate: ignore[argo-default-projects] until=2027-03-31 reason="moves with the new cluster"
project: default
""",
)
MALFORMED = _on_waivers(
    "malformed",
    "A waiver that cannot be read",
    "A comment that begins with `mergegate:` or an annotation `mergegate.dev/ignore` is meant for the check, "
    "but is not written as it takes them, or no line follows it, or it names a rule that cannot be waived. "
    "It waives nothing.",
    """\
Write it as below: rules, then `until`, `reason` and, if you like, `owner`.

```yaml
# mergegate: ignore[argo-default-project] until=2027-03-31 reason="moves with the new cluster" owner=shop
project: default
```""",
    """\
# mergegate: ignore argo-default-project, it moves soon
project: default
""",
)

WAIVER_RULES = (UNUSED, INCOMPLETE, TOO_LONG, UNKNOWN_RULE, MALFORMED)
OWN_RULES = (POLICY_FAILED, *WAIVER_RULES)
UNWAIVABLE = frozenset(rule.id for rule in OWN_RULES)  # they tell what is wrong with the check itself
