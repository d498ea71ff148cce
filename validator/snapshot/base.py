"""Finds the commit that a change is held against: the merge base of HEAD and what it is to be merged into.

`auto` reads the variables of a CI, elsewhere it takes the upstream branch. GitHub's are described at
https://docs.github.com/actions/reference/variables, GitLab's at
https://docs.gitlab.com/ci/variables/predefined_variables/.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.errors import MergegateError, UsageError
from validator.process import Finished
from validator.snapshot.git import Git

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A revision to try, and what named it."""

    revision: str
    named_by: str
    is_merge: bool = False  # it counts only if HEAD is a merge


def merge_base(git: Git, ref: str) -> str:
    """The commit that is the last one before the change: an id.

    Raises UsageError for a revision that nobody knows, MergegateError where the clone is too shallow to tell.
    """
    head = _commit(git, "HEAD")
    if head is None:
        raise UsageError("HEAD has no commit yet, so there is nothing to compare with; check without --base")
    if not ref or ref.startswith("-"):
        raise UsageError(f'--base "{ref}": a revision is wanted, such as origin/main, or `auto`')
    if ref != AUTO:
        finished = git.try_("merge-base", head, f"{ref}^{{commit}}")
        if finished.code == 0:
            return _first(finished)
        other = _commit(git, ref)
        if other is None:
            raise _unknown(git, ref, "--base")
        return _common(git, head, other, ref)
    has_parents = _commit(git, "HEAD^2") is not None
    candidates = [one for one in _candidates() if has_parents or not one.is_merge]
    for one in candidates:
        other = _commit(git, one.revision)
        if other is not None:
            return _common(git, head, other, one.revision)
    if candidates:
        raise _unknown(git, candidates[0].revision, candidates[0].named_by)
    other = _commit(git, "@{upstream}") or _commit(git, "refs/remotes/origin/HEAD")
    if other is None:
        raise UsageError(
            "--base auto: no variable of GitHub or GitLab tells what this is merged into, and the branch has "
            "no upstream; name it, as by --base origin/main"
        )
    return _common(git, head, other, "the upstream")


def head_tree(git: Git) -> str:
    """What HEAD holds: a commit, or, before the first one, the empty tree."""
    found = _commit(git, "HEAD")
    if found is not None:
        return found
    return git.ask("hash-object", "-t", "tree", "--stdin", stdin=b"").decode().strip()


def _commit(git: Git, revision: str) -> str | None:
    """The id of a commit, None where there is none of that name."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    finished = git.try_(*words)
    return finished.stdout.decode().strip() if finished.code == 0 else None


def _common(git: Git, head: str, other: str, named: str) -> str:
    finished = git.try_("merge-base", head, other)
    if finished.code == 0:
        return _first(finished)
    if _is_shallow(git):
        raise MergegateError(
            f"this clone is too shallow to hold the merge base of HEAD and {named}; {_FETCH_MORE}"
        )
    raise UsageError(f"HEAD and {named} have no commit in common, so there is no change between them")


def _first(finished: Finished) -> str:
    """The first of the ids that git prints."""
    return finished.stdout.decode().split("\n")[0]


_FETCH_MORE = (
    "fetch more of the history: `git fetch --unshallow`, with actions/checkout `fetch-depth: 0`, "
    'with GitLab `GIT_DEPTH: "0"`'
)


def _is_shallow(git: Git) -> bool:
    return git.ask("rev-parse", "--is-shallow-repository").strip() == b"true"


def _unknown(git: Git, revision: str, named_by: str) -> MergegateError:
    if _is_shallow(git):
        return MergegateError(
            f'"{revision}" ({named_by}) is not in this clone, which is a shallow one; {_FETCH_MORE}'
        )
    return UsageError(
        f'there is no commit "{revision}" ({named_by}) in this clone; '
        f"if it is a branch elsewhere, fetch it: `git fetch origin {_refspec(revision)}`"
    )


def _refspec(revision: str) -> str:
    """What fetches a branch to where the revision looks for it."""
    branch = revision.removeprefix("refs/remotes/").removeprefix("origin/")
    return f"{branch}:refs/remotes/origin/{branch}"


# ---- variables of CI ---------------------------------------------------------------------------


def _candidates() -> Iterator[_Candidate]:
    """What a CI's variables say, the most exact first."""
    yield from _github()
    yield from _gitlab()


def _github() -> Iterator[_Candidate]:
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    if re.fullmatch(r"refs/pull/\d+/merge", os.environ.get("GITHUB_REF", "")):
        # what is checked out is the merge: its first parent is what the pull request goes into
        yield _Candidate("HEAD^1", "the merge of the pull request", is_merge=True)
    branch = os.environ.get("GITHUB_BASE_REF")
    if branch:
        yield _Candidate(f"refs/remotes/origin/{branch}", "GITHUB_BASE_REF")
    event = _event()
    for sha, what in (
        (_member(event, "pull_request", "base", "sha"), "pull_request.base.sha of the event"),
        (_member(event, "merge_group", "base_sha"), "merge_group.base_sha of the event"),
        (_member(event, "before"), "`before` of the event"),
    ):
        if sha.strip("0"):
            yield _Candidate(sha, what)


def _member(event: Any, *names: str) -> str:
    for name in names:
        event = event.get(name) if isinstance(event, Mapping) else None
    return event if isinstance(event, str) else ""


def _event() -> Mapping[str, Any]:
    """What GitHub tells of the event; nothing where it cannot be read."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    try:
        event = json.loads(Path(path).read_bytes()) if path else {}
    except (OSError, ValueError):
        return {}
    return event if isinstance(event, Mapping) else {}


def _gitlab() -> Iterator[_Candidate]:
    # The first is there for merged results alone: the commit that this was merged into. The other is where
    # the branch began: between it and HEAD there is what others merged meanwhile, too.
    for name in ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        if os.environ.get(name):
            yield _Candidate(os.environ[name], name)
    branch = os.environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    if branch:
        yield _Candidate(f"refs/remotes/origin/{branch}", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    before = os.environ.get("CI_COMMIT_BEFORE_SHA", "")
    if before.strip("0"):
        yield _Candidate(before, "CI_COMMIT_BEFORE_SHA")
