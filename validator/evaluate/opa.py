"""The engine that organisations share: an OPA server with the bundle that `mergegate bundle` writes.

A document is a query, and its configuration goes with it: one server judges many repositories, a change to a
configuration, and what it was before. The policies are the server's: whose are others than ours is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validator.errors import ToolError
from validator.evaluate.engine import Answer, answer_of
from validator.server import OPA, Server

if TYPE_CHECKING:
    from validator.evaluate.client import Client

_ABOUT, _ANSWER = "mergegate_server/about", "mergegate_server/answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A server that said who it is: its version, the name of the policies that it has, its rules by path."""

    address: str
    version: str
    policies: str
    rules: frozenset[str]
    client: Client

    name = OPA

    def demand(self, policies: str, rules: AbstractSet[str]) -> None:
        """Raise ToolError unless it has the policies of that name, and these rules."""
        if self.policies != policies:
            raise ToolError(_other(self.address, self.policies, policies))
        missing = sorted(rules - self.rules)
        if missing:
            raise ToolError(
                f"the OPA server {self.address} lacks the rule {missing[0]} of its policies {policies}; "
                "give it the bundle that `mergegate bundle` writes"
            )


def reach(server: Server, jobs: int) -> Reached:
    """The server, asked who it is; raises ToolError where it does not say."""
    from validator.evaluate.client import Client  # takes long to import

    client = Client(server, jobs)
    about = client.ask(_ABOUT, b"{}")
    try:
        version, policies, rules = about["version"], about["policies"], frozenset(about["rules"])
        if not all(isinstance(text, str) for text in (version, policies, *rules)):
            raise TypeError
    except (KeyError, TypeError) as error:
        raise ToolError(_strange(server.address)) from error
    return Reached(address=server.address, version=version, policies=policies, rules=rules, client=client)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opa:
    """A server that has our policies, with the configuration's data."""

    server: Reached
    data: Mapping[str, Any]

    name = OPA
    is_here = False

    @property
    def version(self) -> str:
        """The version of the server."""
        return self.server.version

    def evaluate(self, documents: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:  # noqa: ARG002
        """Answers in order; see `engine.Engine`."""
        config = json.dumps(self.data["mergegate_config"]).encode()
        return [self._answer(config, document) for document in documents]

    def _answer(self, config: bytes, document: bytes) -> Answer:
        body = b"".join((b'{"input": {"config": ', config, b', "document": ', document, b"}}"))
        given = self.server.client.ask(_ANSWER, body)
        try:
            policies, members = given["policies"], list(given["members"])
            if policies == self.server.policies:
                return answer_of(members)
        except (KeyError, TypeError) as error:
            raise ToolError(_strange(self.server.address)) from error
        raise ToolError(_other(self.server.address, str(policies), self.server.policies))


def _other(address: str, theirs: str, ours: str) -> str:
    return (
        f"the OPA server {address} has the policies {theirs[:64]!r}, and this check needs {ours!r}, those of "
        "this version of Mergegate and of `policies` in the configuration; give it the bundle that "
        "`mergegate bundle` writes here, or check with --engine conftest"
    )


def _strange(address: str) -> str:
    return (
        f"the OPA server {address} answers something that our policies do not; give it the bundle that "
        "`mergegate bundle` writes"
    )
