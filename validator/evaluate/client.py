"""Asks an OPA server over its REST API, by opa-python-client 3: whole answers in bounded time, or an error.

The client's session follows redirects, takes answers of any size, reads proxies and ~/.netrc from the
environment, and does not ask again after an error of a POST. What is asked here changes nothing, so it is
asked again after a pause. https://www.openpolicyagent.org/docs/rest-api#data-api
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any

import requests
import urllib3
from opa_client.opa import OpaClient  # type: ignore[import-untyped]

from validator.errors import ToolError
from validator.evaluate.connections import Adapter
from validator.evaluate.engine import EvaluationError
from validator.server import Server

_PAUSES = (0.25, 1.0)  # seconds before it is asked again
_CONNECTING = 10.0  # seconds at most
_LARGEST = 64 << 20  # bytes of an answer; the largest seen in tests of 400 resources is 1 MB
_PIECE = 1 << 16
_BUSY = {429, 500, 502, 503, 504}
_CODE = re.compile(r"[a-z_]{1,40}")
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
_SAID = {
    400: "does not understand what it is asked (HTTP 400); is it OPA 1.0 or later, at this very address?",
    401: "wants another token (HTTP 401); see MERGEGATE_OPA_TOKEN and --opa-token-file",
    403: "does not allow POST below /v1/data/mergegate_server (HTTP 403); see its authorization",
    404: "knows no such address (HTTP 404); is it OPA, and is the prefix of its address complete?",
    413: "takes no input of this size (HTTP 413); raise `server.decoding.max_length` in its configuration",
}


class _AgainError(Exception):
    """It may be asked again. The message says what happened."""


class Client(OpaClient):  # type: ignore[misc]
    """A session with a server for many threads at once, with connections that are kept."""

    def __init__(self, server: Server, connections: int) -> None:
        self._server, self._connections = server, connections
        super().__init__(
            host=server.host,
            port=server.port,
            ssl=server.is_encrypted,
            cert=_certificate(server),
            token=server.token,
            retries=0,
            timeout=server.timeout,
        )
        self.root_url = f"{server.address}/v1"  # the client's own has no prefix

    def _init_session(self) -> requests.Session:
        session: requests.Session = super()._init_session()
        session.trust_env = False
        # A redirect would be read to its end, however long, before its status is looked at.
        session.get_redirect_target = lambda resp: None  # type: ignore[method-assign] # noqa: ARG005
        session.headers.update(_HEADERS)
        if self._server.ca is not None:
            session.verify = str(self._server.ca)
        session.mount(self.schema, Adapter(self._connections))
        return session

    def ask(self, document: str, body: bytes) -> Any:
        """The value of a document for an input; raises EvaluationError for one that a policy fails on, and
        ToolError where there is no answer.
        """
        return self._in_turns(document, body, _PAUSES)

    def _in_turns(self, document: str, body: bytes, pauses: tuple[float, ...]) -> Any:
        """The value, asked for once, and again after each pause."""
        try:
            return self._ask(document, body)
        except _AgainError as error:
            if not pauses:
                raise self._trouble(f"{error}; it was asked {len(_PAUSES) + 1} times") from error
        time.sleep(pauses[0])
        return self._in_turns(document, body, pauses[1:])

    def _ask(self, document: str, body: bytes) -> Any:
        end = time.monotonic() + self.timeout
        limits = (min(self.timeout, _CONNECTING), self.timeout)
        url = f"{self.root_url}/data/{document}?strict-builtin-errors=true"
        session: requests.Session = self._session
        try:
            with session.post(url, data=body, timeout=limits, allow_redirects=False, stream=True) as response:
                session.cookies.clear()
                return self._result(response.status_code, self._read(response, end), document)
        except requests.exceptions.SSLError as error:
            raise self._trouble(_of_tls(str(error))) from error
        except (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError) as error:
            raise self._late() from error
        except (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError) as error:
            raise _AgainError(_of_connection(error)) from error
        except requests.exceptions.RequestException as error:
            raise self._trouble(f"cannot be asked ({type(error).__name__})") from error

    def _read(self, response: requests.Response, end: float) -> bytes:
        """The whole body, if it comes in time."""
        pieces, size = [], 0
        while piece := response.raw.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST:
                raise self._trouble(f"answers with more than {_LARGEST >> 20} MiB, which is no answer of OPA")
            if time.monotonic() > end:
                raise self._late()
        return b"".join(pieces)

    def _result(self, status: int, body: bytes, document: str) -> Any:
        read = _json(body)
        if status == 200 and isinstance(read, Mapping):
            if "result" not in read:
                raise self._trouble(
                    f"has no data.{document.replace('/', '.')}; give it what `mergegate bundle` writes"
                )
            return read["result"]
        if status == 200:
            raise self._trouble(
                "answers with something else than OPA's JSON; is it OPA, at this very address?"
            )
        errors = read.get("errors") if isinstance(read, Mapping) else None
        if status == 500 and isinstance(errors, list) and errors:
            raise EvaluationError(_words(errors))
        if 300 <= status < 400:
            raise self._trouble(f"sends on to another address (HTTP {status}), which is not followed")
        if status in _BUSY:
            raise _AgainError(f"answers with HTTP {status}{_code(read)}")
        raise self._trouble(_SAID.get(status, f"answers with HTTP {status}{_code(read)}"))

    def _late(self) -> ToolError:
        return self._trouble(
            f"did not answer within {self.timeout:g} s; raise --opa-timeout, or lower --jobs"
        )

    def _trouble(self, what: str) -> ToolError:
        return ToolError(f"the OPA server {self._server.address} {what}")


def _certificate(server: Server) -> str | tuple[str, str] | None:
    if server.certificate is None:
        return None
    return (str(server.certificate), str(server.key)) if server.key else str(server.certificate)


def _json(body: bytes) -> Any:
    """What JSON says; None for something else, also for what nests too deep to be read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _code(read: Any) -> str:
    """OPA's word for an error. Its other words are left out, as they may quote what it was sent."""
    code = read.get("code") if isinstance(read, Mapping) else None
    return f" ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _of_tls(text: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "shows a certificate that is not trusted; name its CA with --opa-ca"
    return "cannot be reached by TLS; see the CA, the certificate and the key that it wants"


def _of_connection(error: Exception) -> str:
    text = str(error)
    if "Connection refused" in text:
        return "cannot be reached: connection refused"
    if "NameResolutionError" in text or "Failed to resolve" in text:
        return "cannot be reached: nobody knows its name"
    if "ConnectTimeout" in type(error).__name__ or "timed out" in text:
        return "cannot be reached in time"
    return "broke off before it had answered"


def _words(errors: list[Any]) -> str:
    """What OPA says of an evaluation, without values (a built-in quotes its argument)."""
    first = _mapping(errors[0])
    place, code = _mapping(first.get("location")), str(first.get("code"))
    function = re.match(r"([\w.]+):", str(first.get("message")))
    file = str(place.get("file")).rpartition("/")[2]
    said = code if _CODE.fullmatch(code) else "an error"
    named = f" of {function[1]}" if function else ""
    return said + named + (f" at {file}:{place.get('row')}" if re.fullmatch(r"[\w.-]+\.rego", file) else "")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
