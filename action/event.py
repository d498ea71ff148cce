"""What GitHub says of the run: the event, the pull request, branches, whether there is a change."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One run of a workflow. `number` is the pull request's, None where there is none."""

    name: str
    is_change: bool  # what is checked out is to be merged into something
    number: int | None
    branch: str
    target: str  # the branch that it is, or would be, merged into
    commit: str


def read_event() -> Event:
    """The event, from the runner's variables. Raises UsageError for one that cannot be checked."""
    name = os.environ.get("GITHUB_EVENT_NAME", "")
    if name == "pull_request_target":
        raise UsageError(
            "the event pull_request_target runs on the branch that a pull request goes into, so there is "
            "nothing to check; use pull_request"
        )
    payload = _payload()
    pull, ref = payload.get("pull_request"), os.environ.get("GITHUB_REF", "")
    number = pull.get("number", payload.get("number")) if isinstance(pull, Mapping) else None
    repository = payload.get("repository")
    default = repository.get("default_branch") if isinstance(repository, Mapping) else None
    return Event(
        name=name,
        is_change=name == "merge_group" or re.fullmatch(r"refs/pull/\d+/merge", ref) is not None,
        number=int(number) if isinstance(number, (int, float)) else None,
        branch=os.environ.get("GITHUB_HEAD_REF") or ref.removeprefix("refs/heads/"),
        target=os.environ.get("GITHUB_BASE_REF") or str(default or "main"),
        commit=os.environ.get("GITHUB_SHA", ""),
    )


def _payload() -> Mapping[str, Any]:
    file = os.environ.get("GITHUB_EVENT_PATH")
    try:
        payload = json.loads(Path(file).read_bytes()) if file else {}
    except (OSError, ValueError):
        return {}
    return payload if isinstance(payload, Mapping) else {}
