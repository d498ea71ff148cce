"""The lines of a manifest are YAML that means the object, and each knows where its value is."""

from __future__ import annotations

import os
from typing import Any

import yaml12
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.places import value_at
from validator.report.manifest import manifest_lines

EXAMPLES = int(os.environ.get("MERGEGATE_EXAMPLES", "200"))

texts = st.one_of(
    st.sampled_from(
        [
            "",
            "yes",
            "null",
            "1.50",
            "0x1f",
            "a: b",
            "a #b",
            "- a",
            "&a",
            "a\nb",
            "a \n b\n",
            "a\n\n",
            "\ta\nb",
            "=",
            "~",
        ]
    ),
    st.text(st.sampled_from("ab: #\n-\"'{}[]é\t|>%@`"), max_size=12),
)
scalars = st.one_of(texts, st.none(), st.booleans(), st.integers(-99, 99), st.sampled_from([0.5, 1e30]))
keys = st.one_of(st.sampled_from(["a", "b", "a.b/c", "", "no", "1"]), texts)
values = st.recursive(
    scalars,
    lambda child: st.lists(child, max_size=3) | st.dictionaries(keys, child, max_size=3),
    max_leaves=8,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.dictionaries(keys, values, min_size=1, max_size=3))
def test_the_lines_mean_the_object(body: dict[str, Any]) -> None:
    lines = list(manifest_lines(body))
    assert yaml12.parse_yaml("\n".join(line.text for line in lines) + "\n") == body
    for line in lines:
        assert "\n" not in line.text
        value_at(body, line.path)
        assert line.is_continued or line.text[: line.start].rstrip(" ")[-1:] in (":", "-", "")
