"""A difference as people and programs read it: what differs and no more, whole or counted, never broken."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import validator.report
from tests.difference.difference_factory import (
    PATH,
    a_build,
    a_config_map,
    a_deployment,
    a_difference,
    a_failed_build,
    a_pair,
    documents,
)
from validator.difference.compare import compare
from validator.difference.difference import Difference
from validator.difference.pair import Pair
from validator.report.diff_json import diff_json
from validator.report.diff_lines import diff_lines
from validator.report.diff_markdown import diff_markdown
from validator.report.diff_text import diff_text
from validator.report.formats import SMALLEST
from validator.report.markdown_text import units

SCHEMA = jsonschema_rs.validator_for(
    json.loads((Path(validator.report.__file__).parent / "diff-schema-1.json").read_text())
)
THING = "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: t\nspec:\n{}"


def lines_of(before: str, after: str) -> list[str]:
    [change] = a_difference(before, after).changes
    return [f"{line.sign} {line.text}" for line in diff_lines(change, frozenset()).shown]


def things(before: str, after: str) -> list[str]:
    return lines_of(THING.format(before), THING.format(after))


# ---- lines -----------------------------------------------------------------------------------------


def test_a_change_stands_under_the_keys_that_lead_to_it() -> None:
    newer = a_deployment(image="registry.example/shop:1.1", replicas=3)
    newer = newer.replace("      - envFrom:", "      - image: proxy:1\n        name: proxy\n      - envFrom:")
    assert lines_of(a_deployment(), newer) == [
        "  spec:",
        "-   replicas: 1",
        "+   replicas: 3",
        "    template:",
        "      spec:",
        "        containers:",
        "+       - image: proxy:1",
        "+         name: proxy",
        "        - name: web",
        "-         image: registry.example/shop:1.0",
        "+         image: registry.example/shop:1.1",
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("  a: 1", "  a:\n    b: 1", ["  spec:", "-   a: 1", "+   a:", "+     b: 1"]),
        ("  a: [xa]", "  a: [xa, ya]", ["  spec:", "    a:", "+   - ya"]),
        # The first field of an element keeps its dash for what tells the element apart.
        (
            "  a:\n  - {image: xa, name: na}",
            "  a:\n  - {image: ya, name: na}",
            ["  spec:", "    a:", "    - name: na", "-     image: xa", "+     image: ya"],
        ),
        (
            "  a:\n  - {image: xa, name: na, z: 1}",
            "  a:\n  - {name: na, z: 1}",
            ["  spec:", "    a:", "    - name: na", "-     image: xa"],
        ),
        # An element without a key is known by what stays, else by its number.
        (
            "  a:\n  - {x: 1, w: same, z: {q: 1}}",
            "  a:\n  - {x: 2, w: same, z: {q: 1}}",
            ["  spec:", "    a:", "    - w: same", "-     x: 1", "+     x: 2"],
        ),
        (
            "  a:\n  - {x: [1, 2]}\n  - {x: [1, 3]}",
            "  a:\n  - {x: [1, 2]}\n  - {x: [1, 4]}",
            ["  spec:", "    a:", "    - # element 2", "      x:", "-     - 3", "+     - 4"],
        ),
        (
            "  a:\n  - {name: x, v: 1}\n  - {name: ya}\n  - {name: gone}",
            "  a:\n  - {name: ya}\n  - {name: new}\n  - {name: x, v: 2}",
            [
                "  spec:",
                "    a:",
                "!   # order: x, ya → ya, x",
                "-   - name: gone",
                "+   - name: new",
                "    - name: x",
                "-     v: 1",
                "+     v: 2",
            ],
        ),
        (
            "  a: |\n    x\n    y",
            "  a: |\n    x\n    z",
            ["  spec:", "    a: |", "      x", "-     y", "+     z"],
        ),
        (
            "  a: |\n    x\n    y",
            "  a: |-\n    x\n    y",
            ["  spec:", "-   a: |", "+   a: |-", "@     2 unchanged lines"],
        ),
        ('  a: "x \\ny"', '  a: "x \\nz"', ["  spec:", "    a: |", "      x ", "-     y", "+     z"]),
        (
            '  a: "x \\ny"',
            '  a: "x \\ny\\n"',
            ["  spec:", "    a: |", "!     # other line breaks at the end"],
        ),
        ("  a: text", "  a: |\n    x\n    y", ["  spec:", "-   a: text", "+   a: |", "+     x", "+     y"]),
    ],
)
def test_lines_of_a_change(before: str, after: str, expected: list[str]) -> None:
    assert things(before, after) == expected


def test_of_a_long_text_what_differs_is_shown() -> None:
    text = [f"line {number}" for number in range(100)]
    newer = [*text[:50], "another", *text[51:]]
    before, after = ("  a: |\n" + "\n".join(f"    {line}" for line in lines) for lines in (text, newer))
    assert things(before, after) == [
        "  spec:",
        "    a: |",
        "@     48 unchanged lines",
        "      line 48",
        "      line 49",
        "-     line 50",
        "+     another",
        "      line 51",
        "      line 52",
        "@     47 unchanged lines",
    ]


def test_of_a_long_value_the_part_that_differs_is_shown() -> None:
    [_, old, new] = things(f"  a: {'x' * 900}old{'y' * 900}", f"  a: {'x' * 900}newer{'y' * 900}")
    assert "old" in old
    assert "newer" in new
    assert max(len(old), len(new)) < 300


# ---- text ------------------------------------------------------------------------------------------


def mixed() -> Difference:
    claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n  namespace: shop"
    return compare(
        [
            a_pair(documents(a_deployment(), claim), a_deployment(replicas=2)),
            a_pair(a_deployment(), a_deployment(replicas=2), "apps/shop/overlays/staging", "staging"),
            a_pair(None, a_config_map(a="1"), "apps/new", "staging"),
            Pair(
                before=a_build(a_deployment(), "apps/bad"), after=a_failed_build("no such file", "apps/bad")
            ),
            Pair(before=a_failed_build("broken", "apps/good"), after=a_build(a_deployment(), "apps/good")),
            a_pair(a_deployment(), a_deployment(), "apps/same"),
        ]
    )


def test_text_has_the_summary_first_and_the_gravest_change_next() -> None:
    first, _, rest = diff_text(mixed()).partition("\n\n")
    assert first == (
        "1 overlay does not build; 4 of 6 affected overlays change: "
        "2 resources changed, 1 added, 1 removed (3 distinct changes)"
    )
    assert (
        rest
        == """\
  apps/bad                       production  does not build
  apps/shop/overlays/production  production  ~1 -1
  apps/shop/overlays/staging     staging     ~1
  apps/new                       staging     +1 new overlay
  apps/good                      production  builds again: 1 resource, not compared

Does not build after the change
  no such file
    apps/bad

Did not build before, so not compared
  broken
    apps/good

PersistentVolumeClaim/shop/data removed in apps/shop/overlays/production
  ! the data of the volume may be deleted with it
  - apiVersion: v1
  - kind: PersistentVolumeClaim
  - metadata:
  -   name: data
  -   namespace: shop

Deployment/shop/web changed in 2 overlays
    spec:
  -   replicas: 1
  +   replicas: 2
  In:
    apps/shop/overlays/production
    apps/shop/overlays/staging

ConfigMap/shop/settings added in apps/new
  + apiVersion: v1
  + data:
  +   a: 1
  + kind: ConfigMap
  + metadata:
  +   name: settings
  +   namespace: shop
"""
    )


def test_text_folds_what_is_long_unless_all_is_asked_for() -> None:
    data = {f"k{number}": "v" for number in range(200)}
    pairs = [a_pair("", a_config_map(**data), f"overlay{number}") for number in range(50)]
    folded, full = diff_text(compare(pairs)), diff_text(compare(pairs), full=True)
    assert "146 more lines; --full shows them" in folded
    assert "and 30 more; --full lists all" in folded
    assert "k199: v" not in folded
    assert "k199: v" in full
    assert "overlay49  " in full
    assert "--full" not in full


def test_colour_changes_nothing_but_colour() -> None:
    painted = diff_text(mixed(), color=True)
    assert painted != diff_text(mixed())
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == diff_text(mixed())


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "No overlay is affected"),
        ([a_pair("", "")], "No difference in 1 affected overlay"),
        ([a_pair(a_config_map(a="1"), a_config_map(a="2"))], "1 overlay changes: 1 resource changed"),
        ([Pair(before=None, after=a_failed_build("x"))], "1 overlay does not build"),
        (
            [a_pair(a_config_map(a="1"), a_config_map(a="2"), path) for path in "ab"],
            "2 overlays change: 2 resources changed (the same change)",
        ),
    ],
)
def test_the_first_line_says_it_all(pairs: list[Pair], said: str) -> None:
    difference = compare(pairs)
    assert diff_text(difference).splitlines()[0] == said
    assert f"**{said}**" in diff_markdown(difference)


# ---- JSON ------------------------------------------------------------------------------------------


def report(difference: Difference) -> Any:
    found = json.loads(diff_json(difference))
    SCHEMA.validate(found)
    return found


def test_json_holds_to_its_schema_and_is_whole() -> None:
    found = report(mixed())
    assert found["summary"] == {
        "overlays": {"failed": 1, "removed": 0, "changed": 2, "added": 1, "repaired": 1, "same": 1},
        "resources": {"changed": 2, "renamed": 0, "added": 1, "removed": 1},
        "changes": 3,
    }
    removed, changed, added = found["changes"]
    assert removed["object"]["kind"] == "PersistentVolumeClaim"
    assert added["object"]["data"] == {"a": 1}
    assert [one["overlay"] for one in changed["resources"]] == [PATH, "apps/shop/overlays/staging"]
    path = ["spec", "replicas"]
    assert changed["fields"] == [
        {
            "sort": "changed",
            "field": "spec.replicas",
            "before": {"path": path, "value": 1, "masked": False},
            "after": {"path": path, "value": 2, "masked": False},
        }
    ]


def test_json_calls_elements_by_their_key() -> None:
    before = a_deployment()
    after = before.replace("      - envFrom:", "      - name: proxy\n      - envFrom:").replace(
        "name: http", "name: web"
    )
    [change] = report(a_difference(before, after))["changes"]
    ports = "spec.template.spec.containers[name=web].ports[containerPort=8080].name"
    assert [one["field"] for one in change["fields"]] == ["spec.template.spec.containers[name=proxy]", ports]
    assert [one["before"] and one["before"]["path"][4] for one in change["fields"]] == [None, 0]
    assert [one["after"]["path"][4] for one in change["fields"]] == [0, 1]


# ---- Markdown --------------------------------------------------------------------------------------


def test_markdown_has_alerts_a_table_and_a_fold_for_each_change() -> None:
    text = diff_markdown(mixed())
    assert text.startswith("<!-- mergegate diff -->\n### ")
    assert "> [!CAUTION]\n> - `apps/bad`: does not build. `no such file`" in text
    assert "> [!WARNING]\n> - `PersistentVolumeClaim/shop/data` removed in `apps/shop/overlays/pro" in text
    assert "| `apps/shop/overlays/production` | `production` | 1 |  | 1 |  |" in text
    assert text.count("<details") == text.count("</details>") == 3
    assert "```diff\n  spec:\n-   replicas: 1\n+   replicas: 2\n```" in text


def many(count: int = 400) -> Difference:
    pairs = []
    for number in range(count):
        data = {f"key{n}": f"v{n}" for n in range(number % 40)}
        path = f"apps/app-{number}/overlays/production"
        pairs.append(
            a_pair(
                documents(a_config_map(f"c{number}", a="1"), a_config_map(f"r{number}", **data)),
                a_config_map(f"c{number}", a=f"2{number}", **data),
                path,
            )
        )
    pairs.append(Pair(before=None, after=a_failed_build("x" * 5000, "bad")))
    return compare(pairs)


@pytest.mark.parametrize("limit", [SMALLEST, 3_000, 5_000, 20_000, 65_536])
def test_markdown_keeps_to_its_size_and_counts_what_it_leaves_out(limit: int) -> None:
    difference = many()
    text = diff_markdown(difference, limit=limit)
    assert limit * 0.7 < units(text) <= limit
    assert text.count("<details") == text.count("</details>")
    assert text.count("```") % 2 == 0
    shown, named = text.count("<summary>"), len(re.findall(r"^- ", text.partition("Too long")[2], re.M))
    more = re.search(r"^… and ([\d,]+) more change", text, re.M)
    left_out = int(more[1].replace(",", "")) if more else 0
    assert shown + named + left_out == len(difference.changes)
    assert "| and 3" in text
    assert "`mergegate diff --full` shows all." in text


def test_characters_are_counted_as_hosts_count_them() -> None:
    pairs = [a_pair("", a_config_map(f"c{n}", a='"' + "\U0001f600" * 200 + '"'), f"o{n}") for n in range(40)]
    assert units(diff_markdown(compare(pairs), limit=5_000)) <= 5_000


class _Tags(HTMLParser):
    """The tags of a text outside of fences."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


HOSTILE = [
    "```\n</details><img src=x>",
    "````````",
    "| a | b |",
    "a\\|b",
    "<script>alert(1)</script>",
    "x\n\n# heading\n<!--",
    "[link](https://evil.example) @everyone ![i](x)",
    "\u202eabc\x1b[31m",
    "`",
    "</code></summary>",
    "https://evil.example www.evil.example",
    "::error::pwned\n::stop-commands::x\n##[error]x ##vso[task.setvariable variable=a]x",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_contents_break_nothing(name: str) -> None:
    quoted = json.dumps(name)
    before = f"apiVersion: v1\nkind: {quoted}\nmetadata:\n  name: {quoted}\n  namespace: {quoted}\ndata:\n"
    data = f"  {quoted}: {quoted}\n  text: {json.dumps(name + chr(10) + 'more')}"
    pairs = [
        a_pair(f"{before}  a: 1", f"{before}{data}", name, name),
        a_pair(None, f"{before}{data}", f"{name}2", name),
        Pair(before=None, after=a_failed_build(name, f"{name}3")),
        Pair(before=a_failed_build(name, f"{name}4"), after=a_build("", f"{name}5")),
    ]
    difference = compare(pairs)
    text = diff_markdown(difference)
    outside = re.sub(r"^(`{3,})diff\n.*?^\1$", "", text, flags=re.S | re.M)
    assert _Tags(outside).tags <= {"details", "summary", "code"}
    markup = r"\]\(|\x1b|\u202e|^#+ heading|https://|www\.|@everyone|</?script"
    assert not re.search(markup, re.sub("`[^`\n]*`", "", outside), re.M)
    rows = [line for line in outside.splitlines() if line.startswith("|")]
    assert len({row.count("|") for row in rows}) == 1
    for printed in (text, diff_text(difference), diff_text(difference, full=True), diff_json(difference)):
        assert "\x1b" not in printed
        assert not re.search(r"^\s*::|##[a-z]*\[", printed, re.M)
    report(difference)
