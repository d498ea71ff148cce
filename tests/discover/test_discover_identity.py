"""All spellings of an address are one, and a vote tells which is ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.discover.identity import normalise, vote


@pytest.mark.parametrize(
    "url",
    [
        "git@host.example:Org/R.git",
        "https://user@host.example:443/org/r/",
        "https://user:secret@host.example/org/r",
        "http://host.example:80/org/r.git/",
        "ssh://git@host.example:22/org/r.git",
        "ssh://git@host.example/org/r",
        "git://host.example/org/r",
        "host.example/org/r",
        "git@host.example/org/r",
        "  HTTPS://Host.Example/Org/R.GIT  ",
        "https://host.example/org/r.git?ref=x#y",
    ],
)
def test_spellings_of_one_address_are_equal(url: str) -> None:
    assert normalise(url) == "host.example/org/r"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("git@ssh.github.com:org/r.git", "https://github.com/org/r"),
        ("ssh://git@ssh.github.com:443/org/r.git", "https://github.com/org/r"),
        ("https://org@dev.azure.com/org/Project/_git/r", "git@ssh.dev.azure.com:v3/org/Project/r"),
        ("https://dev.azure.com/org/_git/r", "git@ssh.dev.azure.com:v3/org/r/r"),
        ("https://org.visualstudio.com/Project/_git/r", "https://dev.azure.com/org/project/_git/r"),
        ("https://dev.azure.com/org/My%20Project/_git/r", "git@ssh.dev.azure.com:v3/org/My Project/r"),
        ("https://bitbucket.example/scm/prj/r.git", "ssh://git@bitbucket.example:7999/prj/r.git"),
    ],
)
def test_hosts_with_two_spellings_are_known(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://host.example/org/r", "https://host.example/org/r2"),
        ("https://host.example/org/r", "https://other.example/org/r"),
        ("https://host.example:8443/org/r", "https://host.example/org/r"),
        ("https://host.example/org/r.gitops", "https://host.example/org/r"),
    ],
)
def test_other_addresses_differ(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    "url",
    [
        *(
            None,
            "",
            3,
            "https://host.example",
            "https://host.example/",
            "{{.repoURL}}",
            "${URL}",
            "../r",
            "./r",
        ),
        *("file:///srv/git/r", "/srv/git/r", "https:///org/r", "org name/r"),
    ],
)
def test_what_is_no_address_is_not_known(url: object) -> None:
    assert normalise(url) is None


@given(st.text(max_size=60))
def test_normalising_never_raises_and_is_stable(url: str) -> None:
    once = normalise(url)
    assert once is None or normalise(once) in (once, None) or "%" in url


def test_the_vote_goes_to_the_address_whose_directories_exist() -> None:
    exists = {"a", "b", "c", "base"}.__contains__
    ours = [("ours", path) for path in ("a", "b", "c", "gone")]
    other = [("other", path) for path in ("base", "x", "y", "z", "w")]
    assert vote([*ours, *other], exists) == "ours"
    assert vote(other, exists) is None  # one of five exists by chance
    assert vote([("ours", "a"), ("other", "b")], exists) is None
    assert vote([("ours", "."), ("ours", ".")], exists) is None
    assert vote([("ours", "a")] + [("other", "b")] * 9 + [("ours", "b")], exists) == "ours"  # each path once
    assert vote([], exists) is None
    assert vote([(None, "a")], exists) is None
