"""Puts the comment on the pull request, or renews the one that is there.

https://docs.github.com/rest/issues/comments; whose a token is, GraphQL tells of every kind, REST does not.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from action.check import COMMENT_FILE, QUIET_FILE
from action.commands import say
from action.naming import mark, marked
from action.plan import read_plan
from validator.errors import MergegateError

_BOT = "github-actions[bot]"  # writes what is written with a job's own token
_GRAPHQL = "https://api.github.com/graphql"
_SECONDS = 30.0
_PAGE = 100  # comments of one answer, GitHub's most


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the token is for GitHub's address alone."""

    def redirect_request(self, *_: Any) -> None:
        """Nothing to be asked."""


def comment_step(work: Path) -> None:
    """Write the comment. Raises MergegateError where GitHub does not let us, as for a fork."""
    plan = read_plan(work)
    body = marked((work / COMMENT_FILE).read_text(encoding="utf-8"), plan.name)
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    ours = _find(f"{comments}/{plan.number}/comments", mark(plan.name), _author())
    if ours is not None:
        _ask("PATCH", f"{comments}/comments/{ours}", {"body": body})
        say(f"comment {ours} is renewed")
    elif (work / QUIET_FILE).exists():
        say("the change reaches no overlay, so there is no comment")
    else:
        _ask("POST", f"{comments}/{plan.number}/comments", {"body": body})
        say("a comment is written")


def _author() -> str:
    """The login under which the token writes."""
    if os.environ.get("IS_OWN") == "true":
        return _BOT
    answer = _ask("POST", "", {"query": "{viewer{login}}"}, os.environ.get("GITHUB_GRAPHQL_URL", _GRAPHQL))
    login = answer
    for name in ("data", "viewer", "login"):
        login = login.get(name) if isinstance(login, dict) else None
    if not isinstance(login, str):
        raise MergegateError("GitHub does not tell whose the token is, so no comment can be known for ours")
    return login


def _find(path: str, mark: str, author: str) -> int | None:
    """The comment that an earlier run wrote: by its mark and its author, as anybody can write the mark."""
    page = 1
    while True:
        answer = _ask("GET", f"{path}?per_page={_PAGE}&page={page}", None)
        if not isinstance(answer, list):
            raise MergegateError("GitHub answered something else than a list of comments")
        for one in answer:
            if str(one.get("body")).startswith(mark) and (one.get("user") or {}).get("login") == author:
                return int(one["id"])
        if len(answer) < _PAGE:
            return None
        page += 1


def _ask(method: str, path: str, body: dict[str, str] | None, api: str | None = None) -> Any:
    address = (api or os.environ.get("GITHUB_API_URL", "https://api.github.com")) + path
    request = urllib.request.Request(  # noqa: S310 - the runner gives the address
        address,
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ.get('TOKEN', '')}",
            "Content-Type": "application/json",
            "User-Agent": "mergegate",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=_SECONDS) as answer:
            return json.load(answer)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise MergegateError(f"GitHub does not let the comment be written: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        hint = "; it takes `permissions: pull-requests: write`" if error.code in (401, 403, 404) else ""
        return f"{error.code} {error.reason}{hint}"
    return str(error)
