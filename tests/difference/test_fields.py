"""Which fields differ: elements of lists by what they are called, and nothing that only moved."""

from __future__ import annotations

import pytest

from tests.difference.difference_factory import a_difference, fields_of, the_change

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n{}"
OTHER = "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: web\nspec:\n{}"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("  a: 1", "  a: 2", [("changed", "spec.a")]),
        ("  a: 1", "  b: 1", [("removed", "spec.a"), ("added", "spec.b")]),
        ("  a: 1", '  a: "1"', [("changed", "spec.a")]),
        ("  a: 1", "  a: true", [("changed", "spec.a")]),
        ("  a: 1", "  a: 1.0", [("changed", "spec.a")]),
        ("  a: null", '  a: ""', [("changed", "spec.a")]),
        ("  a:\n    b: 1", "  a: {}", [("changed", "spec.a")]),
        ("  a:\n    b: 1", "  a:\n  - b", [("changed", "spec.a")]),
        ("  a:\n    b: 1\n    c: 2", "  a:\n    c: 2", [("removed", "spec.a.b")]),
        ("  args: [a, b, c]", "  args: [a, x, b, c]", [("added", "spec.args.1")]),
        ("  args: [a, b, c]", "  args: [a, c]", [("removed", "spec.args.1")]),
        ("  args: [a, b]", "  args: [a, c]", [("changed", "spec.args.1")]),
        ("  args: [a, b]", "  args: [b, a]", [("added", "spec.args.0"), ("removed", "spec.args.1")]),
        ("  args: [a]", "  args: []", [("changed", "spec.args")]),
        ("  args: [[1], [2]]", "  args: [[1], [3]]", [("changed", "spec.args.1")]),
    ],
)
def test_fields_of_a_kind_that_nobody_knows(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert fields_of(the_change(OTHER.format(before), OTHER.format(after))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # A container before the other ones, with what is changed in those.
        (
            "  containers:\n  - {name: web, image: a}",
            "  containers:\n  - {name: proxy, image: p}\n  - {name: web, image: b}",
            [("added", "spec.containers.0"), ("changed", "spec.containers.1.image")],
        ),
        (
            "  containers:\n  - {name: a}\n  - {name: b}\n  - {name: c}",
            "  containers:\n  - {name: a}\n  - {name: c}",
            [("removed", "spec.containers.1")],
        ),
        (
            "  containers:\n  - {name: a}\n  - {name: b}",
            "  containers:\n  - {name: b}\n  - {name: a}",
            [("reordered", "spec.containers")],
        ),
        # Equal numbers of two protocols are two ports; mounts are called by their path.
        (
            "  containers:\n  - name: a\n    ports:\n    - {containerPort: 53, protocol: TCP}\n"
            "    - {containerPort: 53, protocol: UDP}",
            "  containers:\n  - name: a\n    ports:\n    - {containerPort: 53, protocol: TCP, name: dns}\n"
            "    - {containerPort: 53, protocol: UDP}",
            [("added", "spec.containers.0.ports.0.name")],
        ),
        (
            "  containers:\n  - name: a\n    volumeMounts:\n    - {name: v, mountPath: /a}\n"
            "    - {name: v, mountPath: /b}",
            "  containers:\n  - name: a\n    volumeMounts:\n    - {name: v, mountPath: /b, readOnly: true}\n"
            "    - {name: v, mountPath: /a}",
            [
                ("reordered", "spec.containers.0.volumeMounts"),
                ("added", "spec.containers.0.volumeMounts.0.readOnly"),
            ],
        ),
        # Names that do not tell elements apart are no key.
        (
            "  containers:\n  - {name: a, image: x}\n  - {name: a, image: y}",
            "  containers:\n  - {name: a, image: x}\n  - {name: a, image: z}",
            [("changed", "spec.containers.1.image")],
        ),
    ],
)
def test_elements_are_matched_by_their_key(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert fields_of(the_change(POD.format(before), POD.format(after))) == expected


def test_elements_without_a_key_are_matched_by_what_they_have_in_common() -> None:
    before = "  rules:\n  - {verbs: [get], groups: [a], res: [x]}\n  - {verbs: [get], groups: [b], res: [y]}"
    after = (
        "  rules:\n  - {verbs: [watch], groups: [n], res: [z]}\n"
        "  - {verbs: [get], groups: [a], res: [x]}\n  - {verbs: [get, list], groups: [b], res: [y]}"
    )
    assert fields_of(the_change(OTHER.format(before), OTHER.format(after))) == [
        ("added", "spec.rules.0"),
        ("added", "spec.rules.2.verbs.1"),
    ]


def test_the_order_of_keys_and_of_sets_means_nothing() -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  finalizers: "
    assert not a_difference(f"{head}[a, b]", f"{head}[b, a]").changes
    assert not a_difference(OTHER.format("  a: 1\n  b: 2"), OTHER.format("  b: 2\n  a: 1")).changes
