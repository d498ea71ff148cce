"""Each dialect takes what its controller takes; expected results come from the original implementations."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.globs.automaton import Glob, TooComplexError
from validator.globs.dialects import doublestar, gobwas, path_match, pathspec

Dialect = Callable[[str], "Glob | None"]


def matches(dialect: Dialect, pattern: str, text: str) -> bool:
    glob = dialect(pattern)
    return glob is not None and glob.matches(text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("apps/*", "apps/a", True),
        ("apps/*", "apps/a/b", False),
        ("apps/**", "apps/a", True),
        ("apps/**", "apps/a/b", False),  # no recursion
        ("**/prod", "a/prod", True),
        ("**/prod", "a/b/prod", False),
        ("*/*/overlays/prod", "apps/api/overlays/prod", True),
        ("apps/[a-b]*", "apps/api", True),
        ("apps/[a-b]*", "apps/web", False),
        ("apps/[^a]*", "apps/web", True),
        ("apps/{api,web}", "apps/api", False),  # braces are themselves
        ("apps/{api,web}", "apps/{api,web}", True),
        ("./apps/*", "apps/a", False),
        ("apps/*/", "apps/a", False),
        ("apps/\\*", "apps/*", True),
        ("apps/\\*", "apps/a", False),
        ("apps/?", "apps/a", True),
        ("a?b", "a/b", False),
        ("a[^b]c", "a/c", True),  # classes do take a slash
        ("apps/[a", "apps/a", False),  # malformed
        ("apps/[]a]", "apps/a", False),
        ("apps/a\\", "apps/a", False),
        ("", "", True),
    ],
)
def test_git_directories_are_matched_as_by_path_match(pattern: str, text: str, expected: bool) -> None:
    assert matches(path_match, pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("c/*/x.yaml", "c/a/x.yaml", True),
        ("c/*/x.yaml", "c/a/b/x.yaml", True),  # crosses "/"
        ("*.yaml", "a/b.yaml", True),
        ("**/x.yaml", "x.yaml", False),
        ("**/x.yaml", "a/x.yaml", True),
        ("a?b", "a/b", True),
        ("c/[!a]/x", "c/b/x", True),
        ("c/[^a]/x", "c/a/x", False),
        ("c/[[:digit:]]/x", "c/7/x", True),
        ("c/[[:nonsense:]]/x", "c/7/x", False),
        ("c/[]a]/x", "c/]/x", True),
        ("c/{a,b}/x", "c/a/x", False),
        ("c/[a", "c/[a", False),
    ],
)
def test_git_files_are_matched_as_by_git_ls_files(pattern: str, text: str, expected: bool) -> None:
    assert matches(pathspec, pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*.yaml", "a/b/x.yaml", True),
        ("config.yaml", "a/config.yaml", False),
        ("**/x.yaml", "x.yaml", False),
        ("**/x.yaml", "a/x.yaml", True),
        ("{*.yml,a/*}", "b/x.yml", True),
        ("{*.yml,a/*}", "a/b/x.json", True),
        ("{*.yml,a/*}", "b/x.json", False),
        ("{a,{b,c}}.yaml", "c.yaml", True),
        ("[a-c].yaml", "b.yaml", True),
        ("[!a-c].yaml", "b.yaml", False),
        ("[ab-].yaml", "-.yaml", True),
        ("/x.yaml", "x.yaml", False),
        ("\\*.yaml", "*.yaml", True),
        ("a,b", "a,b", True),
        ("[a", "[a", False),
        ("", "x", False),
    ],
)
def test_directory_globs_are_matched_as_by_gobwas(pattern: str, text: str, expected: bool) -> None:
    assert matches(gobwas, pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("c/*/x.yaml", "c/a/x.yaml", True),
        ("c/*/x.yaml", "c/a/b/x.yaml", False),
        ("c/**/x.yaml", "c/x.yaml", True),
        ("c/**/x.yaml", "c/a/b/x.yaml", True),
        ("**/x.yaml", "x.yaml", True),
        ("c/**", "c", True),
        ("c/**", "c/a/b", True),
        ("c/**", "cc", False),
        ("c/a**", "c/ab/c", False),
        ("{a,b}/x", "b/x", True),
        ("{a,b/**/}x", "b/c/d/x", True),
        ("**", "a/b", True),
        ("a/[!b]/c", "a///c", False),
        ("{a,b", "a", False),
    ],
)
def test_new_git_file_globs_are_matched_as_by_doublestar(pattern: str, text: str, expected: bool) -> None:
    assert matches(doublestar, pattern, text) is expected


@pytest.mark.parametrize("dialect", [path_match, pathspec, gobwas, doublestar])
def test_a_hostile_pattern_takes_no_time(dialect: Dialect) -> None:
    started = time.monotonic()
    for pattern in ("*a" * 2_000 + "b", "{" * 2_000, "[" * 2_000, "**/" * 2_000 + "b", "{a,b}" * 300):
        glob = dialect(pattern)
        for text in ("a" * 2_000, "a/" * 1_000):
            with contextlib.suppress(TooComplexError):
                assert glob is None or not glob.matches(text)
    assert time.monotonic() - started < 20


def simple(pattern: str, text: str, *, slash: bool) -> bool:
    """The obvious matcher for `*` and `?`, with backtracking."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        if simple(pattern[1:], text, slash=slash):
            return True
        return bool(text) and (slash or text[0] != "/") and simple(pattern, text[1:], slash=slash)
    if not text or (pattern[0] == "?" and text[0] == "/" and not slash):
        return False
    return pattern[0] in ("?", text[0]) and simple(pattern[1:], text[1:], slash=slash)


@given(st.text("ab/*?", max_size=8), st.text("ab/", max_size=8))
def test_plain_wildcards_agree_with_a_simple_matcher(pattern: str, text: str) -> None:
    assert matches(path_match, pattern, text) is simple(pattern, text, slash=False)
    assert matches(pathspec, pattern, text) is simple(pattern, text, slash=True)
    if "?" not in pattern:
        assert matches(gobwas, pattern, text) is simple(pattern, text, slash=True)


@given(st.text("ab/*?[]{},!^-\\", max_size=20), st.text("ab/{}", max_size=10))
def test_no_pattern_raises(pattern: str, text: str) -> None:
    for dialect in (path_match, pathspec, gobwas, doublestar):
        matches(dialect, pattern, text)
