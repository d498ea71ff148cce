"""A server that does not answer, or answers anything but what our policies do, is no pass: exit code 3."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cache.caching import Program
from tests.evaluate.servers import Reply, bundle_of, free_port, opa, said, stand_in
from validator.errors import ToolError
from validator.evaluate import client as client_module
from validator.evaluate.bundle import policies_name
from validator.evaluate.catalogue import load
from validator.evaluate.engine import EvaluationError
from validator.evaluate.opa import Opa, reach
from validator.server import server

ROOT = Path(__file__).parents[2]
CLEAN = ROOT / "fixtures" / "clean"
CATALOGUE = load()
NAME = policies_name(CATALOGUE)
ABOUT = {"policies": NAME, "version": "1.20.2", "rules": sorted(CATALOGUE.paths.values())}
ANSWER = {"policies": NAME, "members": [{"msg": "ran", "ran": []}]}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_PAUSES", (0.01, 0.02))


def ok(value: object) -> bytes:
    return said("200 OK", json.dumps({"result": value}).encode())


def first_about(then: Callable[[socket.socket], object]) -> Reply:
    """A server that says who it is, as it should, and then does something else."""

    def reply(connection: socket.socket, request: bytes) -> None:
        if b"/mergegate_server/about" in request.split(b"\r\n", 1)[0]:
            connection.sendall(ok(ABOUT))
        else:
            then(connection)

    return reply


def sends(data: bytes) -> Callable[[socket.socket], object]:
    return lambda connection: connection.sendall(data)


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drips(connection: socket.socket) -> None:
    connection.sendall(said("200 OK", b"", length=100_000))
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def drips_heads(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def floods(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b'{"result": "')
    while True:
        connection.sendall(b"x" * 65536)


ODD = "something else than OPA's JSON"
HTML = b"<!doctype html><title>Sign in</title>"
TROUBLE: dict[str, tuple[Callable[[socket.socket], object], str]] = {
    "says nothing and closes": (lambda connection: connection.shutdown(socket.SHUT_RDWR), "broke off"),
    "resets": (resets, "broke off"),
    "never answers": (lambda connection: time.sleep(5), "did not answer within 1 s"),
    "drips": (drips, "did not answer within 1 s"),
    "drips its heads": (drips_heads, "did not answer within 1 s"),
    "dies half way": (sends(said("200 OK", b'{"result": {"pol', length=5000)), "broke off"),
    "dies in a chunk": (
        sends(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"result"'),
        "broke off",
    ),
    "sends less than it says": (
        sends(said("200 OK", b'{"result": {"policies"')),
        ODD,
    ),
    "redirects": (
        sends(said("302 Found", b"", {"Location": "http://127.0.0.1:9/"})),
        "sends on to another address (HTTP 302), which is not followed",
    ),
    "redirects for good": (sends(said("308 Gone", b"", {"Location": "/v2"})), "(HTTP 308)"),
    "is a page": (
        sends(said("200 OK", HTML, {"Content-Type": "text/html"})),
        ODD,
    ),
    "is a page that is not found": (sends(said("404 Not Found", HTML)), "(HTTP 404)"),
    "is undefined": (sends(said("200 OK", b"{}")), "mergegate bundle"),
    "warns only": (sends(said("200 OK", b'{"warning": {"code": "api_usage_warning"}}')), "mergegate bundle"),
    "refuses the token": (
        sends(said("401 Unauthorized", b'{"code": "unauthorized"}')),
        "MERGEGATE_OPA_TOKEN",
    ),
    "forbids": (sends(said("403 Forbidden", b"{}")), "authorization"),
    "does not understand": (sends(said("400 Bad Request", b'{"code": "invalid_parameter"}')), "(HTTP 400)"),
    "finds it too large": (sends(said("413 Too Large", b"{}")), "max_length"),
    "has an error": (
        sends(said("500 Error", b'{"code": "internal_error", "message": "hunter2"}')),
        "HTTP 500 (internal_error); it was asked 3 times",
    ),
    "has an odd error": (
        sends(said("500 Error", b'{"code": "\\u001b[2J"}')),
        "HTTP 500; it was asked 3 times",
    ),
    "is overloaded": (sends(said("503 Busy", b"")), "HTTP 503; it was asked 3 times"),
    "is a teapot": (sends(said("418 Teapot", b"")), "HTTP 418"),
    "is another protocol": (sends(b"SSH-2.0-OpenSSH_9.9\r\n"), "broke off"),
    "is a number": (sends(ok(7)), "answers something that our policies do not"),
    "is a list": (sends(ok([])), "answers something that our policies do not"),
    "has members of another kind": (sends(ok({**ANSWER, "members": [7]})), "answers something"),
    "has no members": (sends(ok({"policies": NAME})), "answers something"),
    "says true": (sends(ok(True)), "answers something"),
    "has other policies": (sends(ok({**ANSWER, "policies": "0123"})), "has the policies '0123'"),
    "nests": (sends(said("200 OK", b"[" * 200_000)), ODD),
    "zips": (
        sends(said("200 OK", gzip.compress(b'{"result": {}}'), {"Content-Encoding": "gzip"})),
        ODD,
    ),
    "is no UTF-8": (sends(said("200 OK", b'{"result": "\xff\xfe\xff"}')), ODD),
}


@pytest.mark.parametrize("what", TROUBLE)
@pytest.mark.parametrize("when", ["at first", "later"])
def test_no_answer_is_no_pass(what: str, when: str, program: Program) -> None:
    then, words = TROUBLE[what]
    reply: Reply = (lambda connection, _: then(connection)) if when == "at first" else first_about(then)
    with stand_in(reply) as (url, _):
        began = time.monotonic()
        words_ = ("--engine", "opa", "--opa-url", url, "--opa-timeout", "1")
        ended = program.check(CLEAN, *words_, "--no-cache")
    if what == "has other policies" and when == "at first":
        words = "answers something"  # it says nothing of its version
    assert (ended.code, ended.out) == (3, "")
    assert words in ended.err
    assert url in ended.err
    assert "hunter2" not in ended.err
    assert "\x1b" not in ended.err
    assert time.monotonic() - began < 15


def test_rules_that_did_not_run_are_no_pass(program: Program) -> None:
    with stand_in(first_about(sends(ok(ANSWER)))) as (url, _):
        ended = program.check(CLEAN, "--engine", "opa", "--opa-url", url, "--no-cache")
    assert ended.code == 3
    assert "did not run" in ended.err


def test_an_answer_without_an_end_is_cut_off(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_LARGEST", 1 << 20)
    with stand_in(lambda connection, _: floods(connection)) as (url, _):
        ended = program.check(CLEAN, "--engine", "opa", "--opa-url", url)
    assert ended.code == 3
    assert "answers with more than 1 MiB" in ended.err


def test_a_server_that_is_not_there_is_no_pass(program: Program) -> None:
    ended = program.check(CLEAN, "--engine", "opa", "--opa-url", f"http://127.0.0.1:{free_port()}")
    assert ended.code == 3
    assert "connection refused; it was asked 3 times" in ended.err


def test_a_server_with_other_policies_is_refused_before_anything_is_sent(program: Program) -> None:
    about = {**ABOUT, "policies": "feedfacefeedface"}
    with stand_in(lambda connection, _: connection.sendall(ok(about))) as (url, got):
        ended = program.check(CLEAN, "--engine", "opa", "--opa-url", url, "--no-cache")
    assert ended.code == 3
    assert "'feedfacefeedface'" in ended.err
    assert f"'{NAME}'" in ended.err
    assert "mergegate bundle" in ended.err
    assert len(got) == 1


def test_a_server_that_lacks_a_rule_is_refused(program: Program) -> None:
    about = {**ABOUT, "rules": ABOUT["rules"][1:]}
    with stand_in(lambda connection, _: connection.sendall(ok(about))) as (url, _):
        ended = program.check(CLEAN, "--engine", "opa", "--opa-url", url, "--no-cache")
    assert ended.code == 3
    assert f"lacks the rule {ABOUT['rules'][0]}" in ended.err


def test_a_server_without_a_bundle_is_no_pass(program: Program, tmp_path: Path) -> None:
    with opa(tmp_path, None) as running:
        ended = program.check(CLEAN, "--engine", "opa", "--opa-url", running.url)
    assert ended.code == 3
    assert "has no data.mergegate_server.about" in ended.err


def test_what_passes_by_itself_is_asked_again(tmp_path: Path) -> None:
    """Twice refused, then answered: as a server does that is being replaced."""
    turns = iter([sends(said("503 Busy", b"")), resets, sends(ok(ABOUT))])
    lock = threading.Lock()

    def reply(connection: socket.socket, request: bytes) -> None:
        with lock:
            turn = next(turns)
        turn(connection)

    with stand_in(reply) as (url, got):
        assert reach(server(url), 1).policies == NAME
    assert len(got) == 3


def test_what_a_policy_fails_on_is_not_asked_again() -> None:
    body = {"code": "internal_error", "errors": [{"code": "eval_builtin_error", "message": "f: hunter2"}]}
    with (
        stand_in(first_about(sends(said("500 Error", json.dumps(body).encode())))) as (url, got),
        pytest.raises(EvaluationError, match=r"^eval_builtin_error of f$"),
    ):
        Opa(server=reach(server(url), 1), data={"mergegate_config": {}}).evaluate([b"{}"], {"resource"})
    assert len(got) == 2


def test_cookies_are_not_sent_back() -> None:
    reply = said("200 OK", json.dumps({"result": ABOUT}).encode(), {"Set-Cookie": "a=b"})
    with stand_in(lambda connection, _: connection.sendall(reply)) as (url, got):
        reached = reach(server(url), 1)
        reached.client.ask("mergegate_server/about", b"{}")
    assert b"cookie" not in got[1].lower()


def test_the_environment_names_no_proxy_and_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A proxy would see the manifests, ~/.netrc would take the place of the token."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with stand_in(lambda connection, _: connection.sendall(ok(ABOUT))) as (url, got):
        reach(server(url, token="swordfish"), 1)
        reach(server(url), 1)
    assert b"\r\nAuthorization: Bearer swordfish\r\n" in got[0]
    assert b"authorization" not in got[1].lower()


def test_a_path_before_the_api_is_kept() -> None:
    with stand_in(lambda connection, _: connection.sendall(ok(ABOUT))) as (url, got):
        reach(server(f"{url}/team/opa/"), 1)
    assert got[0].startswith(b"POST /team/opa/v1/data/mergegate_server/about?strict-builtin-errors=true ")


def test_connections_are_kept_and_shared(tmp_path: Path, program: Program) -> None:
    """As the server sees it: hundreds of requests, no more connections than jobs."""
    with opa(tmp_path, bundle_of(CATALOGUE)) as running:
        words = ("--engine", "opa", "--opa-url", running.url, "--jobs", "3", "--no-cache")
        assert program.check(ROOT / "fixtures" / "shop", *words).code == 1
        log = running.log.read_text()
    requests = [json.loads(line) for line in log.splitlines() if '"Received request."' in line]
    assert len(requests) > 20
    assert len({one["client_addr"] for one in requests}) <= 3


def test_other_documents_of_a_server_are_not_asked_for() -> None:
    with stand_in(first_about(sends(ok(ANSWER)))) as (url, got):
        reached = reach(server(url), 1)
        with pytest.raises(ToolError, match="lacks the rule house"):
            reached.demand(NAME, {"house.x"})
    assert len(got) == 1
