"""Which OPA server is asked, and with what it is asked. Quick to import; reaches nothing.

None of it comes from the repository under check: a change to a repository must not be able to send what it
renders to another server, or to have another file of the machine sent as a token. `.mergegate.yaml` names the
engine alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from validator.errors import UsageError

if TYPE_CHECKING:
    from urllib.parse import SplitResult

CONFTEST, OPA = "conftest", "opa"
NAMES = (CONFTEST, OPA)
URL, TOKEN = "MERGEGATE_OPA_URL", "MERGEGATE_OPA_TOKEN"
SECONDS = 30.0  # for one answer; 400 resources take about a third of one
_FORM = "https://HOST[:PORT][/PREFIX]"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server and how it is reached. `address` has no slash at its end."""

    address: str
    host: str  # as it stands in an address: IPv6 in brackets
    port: int
    token: str | None = field(default=None, repr=False)
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    timeout: float = SECONDS

    @property
    def is_encrypted(self) -> bool:
        """Whether it is asked by https."""
        return self.address.startswith("https:")


def server(
    url: str,
    *,
    token: str | None = None,
    token_file: Path | None = None,
    ca: Path | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    timeout: float = SECONDS,
    allow_http: bool = False,
) -> Server:
    """The server at an address; raises UsageError for what is none, or lets others read what it is sent."""
    parts, port = _parts(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and not allow_http and not _is_loopback(host):
        raise UsageError(
            f"the OPA server {_shown(parts)} would be asked by http, and others could read the manifests; "
            "use https, or say --opa-allow-http"
        )
    for what, file in (("CA", ca), ("certificate", certificate), ("key", key)):
        if file is not None and not file.is_file():
            raise UsageError(f"there is no file {file} with the {what} for the OPA server")
    if key is not None and certificate is None:
        raise UsageError("--opa-key is the key of a certificate: name it, too, by --opa-cert")
    if token and token_file:
        raise UsageError(f"--opa-token-file and {TOKEN} both say the token of the OPA server; keep one")
    bracketed = f"[{host}]" if ":" in host else host
    number = port or _PORTS[parts.scheme]
    return Server(
        address=f"{parts.scheme}://{bracketed}:{number}{parts.path.rstrip('/')}",
        host=bracketed,
        port=number,
        token=_token(token, token_file),
        ca=ca,
        certificate=certificate,
        key=key,
        timeout=timeout,
    )


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """An address and its port."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"the address of the OPA server is not of the form {_FORM}") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"no user or password in the address of the OPA server; a token is in {TOKEN}")
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"{_shown(parts)} is no address of an OPA server, {_FORM}")
    if parts.path.rstrip("/").endswith(("/v1", "/v1/data")):
        raise UsageError(f"{_shown(parts)}: leave out /v1, which is added")
    return parts, port


def _shown(parts: SplitResult) -> str:
    """An address without what may be a secret in it."""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _token(token: str | None, file: Path | None) -> str | None:
    if file is None:
        text, where = token or "", TOKEN
    else:
        where = str(file)
        try:
            text = file.read_text(encoding="ascii")
        except OSError as error:
            raise UsageError(f"cannot read the token of the OPA server: {file}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{file} is no token of an OPA server: it holds other signs than ASCII"
            ) from error
    text = text.strip()
    if (file is not None and not text) or any(not "!" <= sign <= "~" for sign in text):
        raise UsageError(f"{where} holds no token for the OPA server: one word of ASCII is wanted")
    return text or None
