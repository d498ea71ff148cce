"""The engines of a run: which one was chosen, and the evaluators of rules that rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from validator.errors import ToolError
from validator.evaluate.ahead import Ahead
from validator.ruling import Ruling
from validator.tools.find import Tool

if TYPE_CHECKING:
    from validator.evaluate.conftest import Conftest
    from validator.evaluate.evaluate import Evaluator
    from validator.evaluate.opa import Opa, Reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """A server, if one was chosen, and the conftest of this machine, which has to be there if none was."""

    conftest: Tool | None
    server: Reached | None
    scratch: Path
    ahead: Ahead
    jobs: int

    @property
    def chosen(self) -> Tool | Reached:
        """The one whose name and version are reported."""
        found = self.server or self.conftest
        assert found is not None, "who judges has an engine"
        return found

    def begin(self, ruling: Ruling) -> None:
        """Let conftest begin to compile rules, as it is going to be asked about them, or may be.

        A server has to have them already: raises ToolError if it has others.
        """
        if self.server is not None:
            self._demand(self.server, ruling)
        elif self.jobs > 1 and self.conftest is not None:  # of a merge there is none
            from validator.evaluate.builtin import begin

            begin(self.ahead, self.conftest.path, ruling.compiled)

    def evaluator(self, ruling: Ruling, urls: Sequence[str]) -> Evaluator:
        """What evaluates builds with rules."""
        from validator.evaluate.evaluate import Evaluator
        from validator.evaluate.selection import policy_data

        data = policy_data(ruling.catalogue, ruling.config, ruling.selection, urls)

        def here() -> Conftest:
            return self._conftest(ruling, data)

        engine = here() if self.server is None else self._opa(self.server, ruling, data)
        return Evaluator(ruling.catalogue, ruling.selection.wanted, engine, jobs=self.jobs, here=here)

    def chosen_conftest(self) -> Tool:
        """The conftest of this machine; raises ToolError where there is none."""
        if self.conftest is None:
            raise ToolError(
                "what may hold a secret does not leave this machine: the conftest that is here judges it, as "
                "it does plain conftest policies, and there is none; run `mergegate tools install conftest`"
            )
        return self.conftest

    def _conftest(self, ruling: Ruling, data: Mapping[str, Any]) -> Conftest:
        from validator.evaluate.conftest import Conftest
        from validator.evaluate.selection import policies_of

        conftest = self.chosen_conftest()
        return Conftest(
            binary=conftest.path,
            version=conftest.version,
            scratch=self.scratch,
            policies=policies_of(ruling.catalogue, ruling.selection.wanted),
            data=data,
            ahead=self.ahead,
        )

    def _opa(self, server: Reached, ruling: Ruling, data: Mapping[str, Any]) -> Opa:
        from validator.evaluate.opa import Opa

        self._demand(server, ruling)
        return Opa(server=server, data=data)

    @staticmethod
    def _demand(server: Reached, ruling: Ruling) -> None:
        from validator.evaluate.bundle import policies_name

        paths = ruling.catalogue.paths
        rules = {paths[rule] for rule in ruling.selection.wanted if rule in paths}
        server.demand(policies_name(ruling.catalogue), rules)
