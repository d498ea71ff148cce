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

OURS = {"id": 5, "body": f"{MARK}\nold", "user": {"type": "Bot"}}
FORGED = {"id": 4, "body": f"{MARK}\nforged", "user": {"type": "User"}}
OTHERS = [{"id": number, "body": "hello", "user": {"type": "User"}} for number in range(1000, 1250)]


class GitHub:
    """What a server of comments was asked, and what it has."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.status = 200
        self.location = ""


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
            raw = json.dumps(found).encode()
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
        monkeypatch.setenv("GITHUB_REPOSITORY", "shop/gitops")
        monkeypatch.setenv("TOKEN", "a-token")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield state
        server.shutdown()
        thread.join()


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A directory as the check leaves it."""
    about = {"upload_sarif": False, "summary": False, "cache": False, "options": (), "arguments": ()}
    Plan(path="/", base="auto", shard="", merge="", number=7, **about).write(tmp_path)  # type: ignore[arg-type]
    (tmp_path / COMMENT_FILE).write_text(f"{MARK}\nnew: ü")
    return tmp_path


def test_the_first_comment_is_written(github: GitHub, prepared: Path) -> None:
    github.comments = [FORGED]
    comment_step(prepared)
    assert github.asked[-1] == ("POST", "/repos/shop/gitops/issues/7/comments", {"body": f"{MARK}\nnew: ü"})


def test_later_ones_renew_it_on_whatever_page_it_is(github: GitHub, prepared: Path) -> None:
    github.comments = [*OTHERS, FORGED, OURS]
    comment_step(prepared)
    assert [method for method, _, _ in github.asked] == ["GET", "GET", "GET", "PATCH"]
    assert github.asked[-1][1] == "/repos/shop/gitops/issues/comments/5"


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
