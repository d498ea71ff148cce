"""The comment: one to a pull request, found again by mark and author; the token goes to GitHub alone."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from action.check import COMMENT_FILE, QUIET_FILE
from action.comment import comment_step
from action.plan import Plan
from validator.errors import MergegateError
from validator.report.markdown import MARK

JOBS = "github-actions[bot]"
OURS = {"id": 5, "body": f"{MARK}\nold", "user": {"type": "Bot", "login": JOBS}}
FORGED = {"id": 4, "body": f"{MARK}\nforged", "user": {"type": "User", "login": "somebody"}}
QUOTED = {"id": 3, "body": f"{MARK}\nquoted", "user": {"type": "Bot", "login": "helper[bot]"}}
NOBODYS = {"id": 2, "body": f"{MARK}\nof one who has gone", "user": None}
OTHERS = [
    {"id": number, "body": "hello", "user": {"type": "User", "login": "a"}} for number in range(1000, 1250)
]


class GitHub:
    """What a server of comments was asked, and what it has."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.status = 200
        self.location = ""
        self.viewer: Any = {"data": {"viewer": {"login": "helper[bot]"}}}


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """A server on loopback that answers as GitHub's API does."""
    state = GitHub()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            assert self.headers["Authorization"] == "Bearer a-token"
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            state.asked.append((self.command, self.path, body))
            page = int(self.path.rpartition("page=")[2]) if self.command == "GET" else 1
            found = state.comments[(page - 1) * 100 : page * 100] if self.command == "GET" else {"id": 1}
            raw = json.dumps(state.viewer if self.path == "/graphql" else found).encode()
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - as the server calls them

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("GITHUB_GRAPHQL_URL", f"http://127.0.0.1:{server.server_address[1]}/graphql")
        monkeypatch.setenv("GITHUB_REPOSITORY", "shop/gitops")
        monkeypatch.setenv("IS_OWN", "true")
        monkeypatch.setenv("TOKEN", "a-token")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield state
        server.shutdown()
        thread.join()


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A directory as the check leaves it."""
    a_plan().write(tmp_path)
    (tmp_path / COMMENT_FILE).write_text(f"{MARK}\nnew: ü")
    return tmp_path


def a_plan(name: str = "mergegate") -> Plan:
    about = {"upload_sarif": False, "summary": False, "cache": False, "options": (), "arguments": ()}
    return Plan(name=name, path="/", base="auto", shard="", merge="", number=7, **about)  # type: ignore[arg-type]


def test_the_first_comment_is_written(github: GitHub, prepared: Path) -> None:
    github.comments = [FORGED, QUOTED, NOBODYS]
    comment_step(prepared)
    assert github.asked[-1] == ("POST", "/repos/shop/gitops/issues/7/comments", {"body": f"{MARK}\nnew: ü"})


def test_later_ones_renew_it_on_whatever_page_it_is(github: GitHub, prepared: Path) -> None:
    github.comments = [*OTHERS, FORGED, QUOTED, OURS]
    comment_step(prepared)
    assert [method for method, _, _ in github.asked] == ["GET", "GET", "GET", "PATCH"]
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/5"


@pytest.mark.parametrize("name", ["team-a", "mergegate-2", "check"])
def test_uses_of_another_name_have_comments_of_their_own(name: str, github: GitHub, prepared: Path) -> None:
    a_plan(name).write(prepared)
    github.comments = [OURS]
    comment_step(prepared)
    method, path, body = github.asked[-1]
    assert (method, path) == ("POST", "/repos/shop/gitops/issues/7/comments")
    assert body["body"] == f"<!-- mergegate check {name} -->\nnew: ü"
    a_plan().write(prepared)
    github.comments = [{**OURS, **body, "id": 6}, OURS]
    comment_step(prepared)
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/5"
    a_plan(name).write(prepared)
    comment_step(prepared)
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/6"


def test_another_token_finds_what_it_has_written(
    github: GitHub, prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IS_OWN", "false")
    github.comments = [OURS, FORGED, QUOTED]
    comment_step(prepared)
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/3"
    github.viewer = {"data": {"viewer": {"login": "somebody"}}}  # a token of a person
    comment_step(prepared)
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/4"


@pytest.mark.parametrize("viewer", [{"errors": []}, {"data": None}, {"data": {"viewer": None}}, [], None])
def test_a_token_of_nobody_writes_nothing(
    viewer: Any, github: GitHub, prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IS_OWN", "false")
    github.viewer = viewer
    with pytest.raises(MergegateError, match="whose the token is"):
        comment_step(prepared)
    assert len(github.asked) == 1


def test_nothing_to_say_is_not_said_but_an_old_comment_is_renewed(github: GitHub, prepared: Path) -> None:
    (prepared / QUIET_FILE).touch()
    comment_step(prepared)
    assert [method for method, _, _ in github.asked] == ["GET"]
    github.comments = [OURS]
    comment_step(prepared)
    assert github.asked[-1][0] == "PATCH"


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_a_refusal_says_why(github: GitHub, prepared: Path, status: int) -> None:
    github.status = status
    with pytest.raises(MergegateError, match=f"{status} ") as caught:
        comment_step(prepared)
    assert ("pull-requests: write" in str(caught.value)) == (status in (401, 403, 404))


def test_a_token_is_not_carried_elsewhere(github: GitHub, prepared: Path) -> None:
    github.status, github.location = 302, "http://127.0.0.1:9/"
    with pytest.raises(MergegateError, match="302"):
        comment_step(prepared)
    assert len(github.asked) == 1
