"""Which server is asked: what an address may be, who may say it, and what it is shown."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from tests.cache.caching import Program
from tests.evaluate.servers import bundle_of, opa, stand_in
from tests.evaluate.test_opa_trouble import ok
from validator.errors import ToolError, UsageError
from validator.evaluate.catalogue import load
from validator.evaluate.opa import reach
from validator.server import server

CLEAN = Path(__file__).parents[2] / "fixtures" / "clean"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://opa.example.com", "https://opa.example.com:443"),
        ("https://opa.example.com:8181/", "https://opa.example.com:8181"),
        ("https://OPA.example.com/team/opa/", "https://opa.example.com:443/team/opa"),
        ("http://127.0.0.1:8181", "http://127.0.0.1:8181"),
        ("http://127.9.9.9", "http://127.9.9.9:80"),
        ("http://localhost:8181", "http://localhost:8181"),
        ("http://[::1]:8181", "http://[::1]:8181"),
    ],
)
def test_an_address_is_taken(url: str, address: str) -> None:
    assert server(url).address == address


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("opa.example.com:8181", "is no address"),
        ("ftp://opa.example.com", "is no address"),
        ("https://", "is no address"),
        ("https://opa.example.com:99999", "not of the form"),
        ("https://[::1", "not of the form"),
        ("https://opa.example.com?token=swordfish", "is no address"),
        ("https://opa.example.com#x", "is no address"),
        ("https://me:swordfish@opa.example.com", "no user or password"),
        ("https://opa.example.com/v1", "leave out /v1"),
        ("https://opa.example.com/v1/data/", "leave out /v1"),
        ("http://opa.example.com", "--opa-allow-http"),
        ("http://10.0.0.1:8181", "--opa-allow-http"),
        ("http://localhost.example.com", "--opa-allow-http"),
        ("http://127.0.0.1.example.com", "--opa-allow-http"),
        ("http://0.0.0.0", "--opa-allow-http"),
    ],
)
def test_an_address_is_refused(url: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        server(url)
    assert words in str(caught.value)
    assert "swordfish" not in str(caught.value)


def test_http_to_other_machines_is_allowed_by_word() -> None:
    assert server("http://opa.example.com", allow_http=True).address == "http://opa.example.com:80"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds no token"),
        (b"two words", "holds no token"),
        (b"\xff", "other signs"),
        (None, "cannot read"),
    ],
)
def test_a_file_without_a_token_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        server("https://a.example", token_file=file)


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("swordfish\n")
    made = server("https://a.example", token_file=tmp_path / "token")
    assert made.token == "swordfish"
    assert "swordfish" not in repr(made)
    with pytest.raises(UsageError, match="keep one"):
        server("https://a.example", token="a", token_file=tmp_path / "token")


def test_files_that_are_missing_are_usage_errors(tmp_path: Path) -> None:
    for name in ("ca", "certificate", "key"):
        with pytest.raises(UsageError, match="there is no file"):
            server("https://a.example", **{name: tmp_path / "none"})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="--opa-cert"):
        server("https://a.example", key=Path(__file__))


def test_the_client_is_imported_for_a_server_alone() -> None:
    """It takes longer than a remembered check."""
    words = "import sys, validator.cli.check, validator.check, validator.engines, validator.evaluate.evaluate"
    printed = subprocess.run(
        [sys.executable, "-c", f"{words}; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "validator.server" in printed
    assert not {"opa_client", "requests", "urllib3"} & set(printed)


# ---- who says it -------------------------------------------------------------------------------


def asked(
    program: Program, root: Path, *words: str, env: dict[str, str] | None = None
) -> tuple[int, str, list[bytes]]:
    """Exit code, stderr, and what a server was sent that knows nothing; @ is its address."""
    with stand_in(lambda connection, _: connection.sendall(ok({}))) as (url, got):
        words_ = [word.replace("@", url) for word in words]
        env_ = {name: value.replace("@", url) for name, value in (env or {}).items()}
        ended = program.check(root, *words_, env=env_)
    return ended.code, ended.err, list(got)


@pytest.mark.parametrize(
    ("words", "env", "configured"),
    [
        (("--engine", "opa", "--opa-url", "@"), {}, ""),
        (("--opa-url", "@"), {}, ""),
        ((), {"MERGEGATE_OPA_URL": "@"}, ""),
        ((), {"MERGEGATE_OPA_URL": "@", "MERGEGATE_ENGINE": "opa"}, "engine: conftest\n"),
        ((), {"MERGEGATE_OPA_URL": "@"}, "engine: opa\n"),
        (("--engine", "opa"), {"MERGEGATE_OPA_URL": "@", "MERGEGATE_ENGINE": "conftest"}, ""),
        (("--opa-url", "@"), {"MERGEGATE_OPA_URL": "http://127.0.0.1:9"}, ""),
    ],
)
def test_the_server_is_asked(
    words: tuple[str, ...],
    env: dict[str, str],
    configured: str,
    program: Program,
    repository: Callable[..., Path],
) -> None:
    root = repository({".mergegate.yaml": configured, "kustomization.yaml": "resources: []\n"})
    code, _, got = asked(program, root, *words, env=env)
    assert (code, len(got)) == (3, 1)


@pytest.mark.parametrize(
    ("words", "env", "configured"),
    [
        (("--engine", "conftest", "--opa-url", "@"), {}, ""),
        ((), {"MERGEGATE_OPA_URL": "@", "MERGEGATE_ENGINE": "conftest"}, "engine: opa\n"),
        ((), {"MERGEGATE_OPA_URL": "@"}, "engine: conftest\n"),
        (("--engine", "conftest"), {"MERGEGATE_OPA_URL": "@", "MERGEGATE_ENGINE": "opa"}, ""),
        ((), {"MERGEGATE_OPA_URL": ""}, ""),
    ],
)
def test_the_server_is_not_asked(
    words: tuple[str, ...],
    env: dict[str, str],
    configured: str,
    program: Program,
    repository: Callable[..., Path],
) -> None:
    root = repository(
        {".mergegate.yaml": configured, "a/kustomization.yaml": "configMapGenerator: [{name: a}]\n"}
    )
    code, err, got = asked(program, root, *words, env=env)
    assert (code, len(got)) == (0, 0), err


@pytest.mark.parametrize("words", [("--engine", "opa"), ()])
def test_an_engine_without_an_address_is_a_usage_error(
    words: tuple[str, ...], program: Program, repository: Callable[..., Path]
) -> None:
    root = repository({".mergegate.yaml": "engine: opa\n", "kustomization.yaml": "resources: []\n"})
    ended = program.check(root, *words)
    assert ended.code == 2
    assert "MERGEGATE_OPA_URL" in ended.err


@pytest.mark.parametrize(
    "configured",
    [
        "engine: {name: opa, url: 'http://127.0.0.1:9'}",
        "engine: http://127.0.0.1:9",
        "engine: [opa]",
        "engine:",
        "engine: opa\nopa: {url: 'http://127.0.0.1:9'}",
    ],
)
def test_a_repository_cannot_say_where_its_manifests_go(
    configured: str, program: Program, repository: Callable[..., Path]
) -> None:
    """Its configuration is part of the change that is checked: it would have them sent anywhere."""
    root = repository({".mergegate.yaml": configured, "kustomization.yaml": "resources: []\n"})
    code, err, got = asked(program, root, env={"MERGEGATE_OPA_URL": "@", "MERGEGATE_OPA_TOKEN": "swordfish"})
    assert code == 2, err
    assert ".mergegate.yaml:" in err
    assert not got


# ---- what it is shown --------------------------------------------------------------------------


def test_a_token_is_sent_to_nobody_else(program: Program, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("swordfish\n")
    for words, env in (
        (("--opa-token-file", str(tmp_path / "token")), {}),
        ((), {"MERGEGATE_OPA_TOKEN": "swordfish"}),
        ((), {"MERGEGATE_OPA_TOKEN_FILE": str(tmp_path / "token")}),
    ):
        _, err, got = asked(program, CLEAN, "--opa-url", "@", *words, env=env)
        assert b"Authorization: Bearer swordfish\r\n" in got[0]
        assert "swordfish" not in err


def test_a_server_that_wants_a_token_gets_it(program: Program, tmp_path: Path) -> None:
    authz = tmp_path / "authz"
    authz.mkdir()
    (authz / ".manifest").write_text('{"roots": ["system/authz"]}')
    (authz / "authz.rego").write_text(
        'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "swordfish"\n'
    )
    words = ("--authentication=token", "--authorization=basic", authz)
    with opa(tmp_path, bundle_of(load()), *words) as running:
        url = ("--opa-url", running.url)
        assert program.check(CLEAN, *url, env={"MERGEGATE_OPA_TOKEN": "swordfish"}).code == 0
        refused = program.check(CLEAN, *url, env={"MERGEGATE_OPA_TOKEN": "trout"})
    assert refused.code == 3
    assert "MERGEGATE_OPA_TOKEN" in refused.err
    assert "trout" not in refused.err


def test_certificates_are_asked_for_and_shown(program: Program, tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    for name, made in (
        ("server", authority.issue_cert("127.0.0.1")),
        ("me", authority.issue_cert("me.example")),
    ):
        made.private_key_pem.write_to_path(tmp_path / f"{name}.key")
        for pem in made.cert_chain_pems:
            pem.write_to_path(tmp_path / f"{name}.pem", append=True)
    words = ["--tls-cert-file", tmp_path / "server.pem", "--tls-private-key-file", tmp_path / "server.key"]
    words += ["--authentication=tls", "--tls-ca-cert-file", tmp_path / "ca.pem"]
    ca, me = (
        ("--opa-ca", tmp_path / "ca.pem"),
        ("--opa-cert", tmp_path / "me.pem", "--opa-key", tmp_path / "me.key"),
    )
    with opa(tmp_path, bundle_of(load()), *words, scheme="https") as running:
        url = ("--opa-url", running.url)
        ended = program.check(CLEAN, *url, *ca, *me)
        assert ended.code == 0, ended.err
        for shown, said in (
            (me, "not trusted; name its CA with --opa-ca"),
            (("--opa-ca", tmp_path / "stranger.pem", *me), "not trusted; name its CA with --opa-ca"),
            (ca, "the OPA server"),
        ):
            ended = program.check(CLEAN, *url, *shown)
            assert (ended.code, ended.out) == (3, "")
            assert said in ended.err


def test_a_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    made = authority.issue_cert("opa.example.com")
    made.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
    words = ("--tls-cert-file", tmp_path / "both.pem", "--tls-private-key-file", tmp_path / "both.pem")
    with (
        opa(tmp_path, bundle_of(load()), *words, scheme="https") as running,
        pytest.raises(ToolError) as caught,
    ):
        reach(server(running.url, ca=tmp_path / "ca.pem"), 1)
    assert "not trusted" in str(caught.value)
