"""Looks at a repository and proposes what it may begin with; whoever asks decides what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from validator.change.sides import sides
from validator.config import NAME
from validator.discover.identity import known_addresses, normalise
from validator.errors import MergegateError, UsageError
from validator.model import Overlay
from validator.options import Options
from validator.progress import Progress
from validator.proposals import clients
from validator.proposals.configuration import configuration_text
from validator.proposals.places import standing
from validator.proposals.proposal import Proposal, Standing, Wanted
from validator.snapshot.branch import main_branch
from validator.snapshot.checkout import Checkout
from validator.snapshot.git import top_of
from validator.start import start
from validator.survey import Survey
from validator.surveyor import Surveyor, demand
from validator.tools.find import find
from validator.trial import Trial

_STRANGER = "Repository"  # the kind of what discovery cannot resolve without knowing the address
_USES = re.compile(rb"uses:[ \t]*[\"']?mergegate/mergegate@")
_NAMED = b"mergegate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What was found in the repository at `root`, and what is proposed for it."""

    root: Path
    overlays: tuple[Overlay, ...]
    proposals: tuple[Proposal, ...]
    remarks: tuple[str, ...]  # what was assumed or left out, for people
    lacks_tools: bool  # a check could not be done yet


def begin(path: Path | None, wanted: Wanted, progress: Progress) -> Beginning:
    """What the repository at `path` may begin with. Raises MergegateError where nothing can be told."""
    with start(Options(path=path, cache=False), judges=False) as begun, sides(begun) as opened:
        surveyor = Surveyor(begun, progress)
        survey = surveyor.open(opened, opened.after)
        survey.run(progress, lazy=True)
        demand(survey)
        look = _Look(opened.checkout, survey, wanted)
        proposals = [*look.configuration(), *look.clients()]
        trial = Trial(surveyor, opened, survey, progress, begun.scratch)
        return Beginning(
            root=survey.tree.root,
            overlays=survey.overlays,
            proposals=tuple(trial.harmless(proposals)),
            remarks=tuple(look.remarks),
            lacks_tools=_lacks_engine(),
        )


def _lacks_engine() -> bool:
    try:
        return find("conftest") is None
    except MergegateError:  # one that is named and of no use
        return True


class _Look:
    """What one repository shows."""

    def __init__(self, checkout: Checkout, survey: Survey, wanted: Wanted) -> None:
        self._checkout = checkout
        self._survey = survey
        self._wanted = wanted
        self._root = survey.tree.root
        self.remarks: list[str] = []

    def configuration(self) -> Iterator[Proposal]:
        survey = self._survey
        known = known_addresses((*survey.config.repository, *survey.remotes))
        voted = survey.urls[0] if survey.urls and not known else None
        stranger = next((one.name for one in survey.unresolved if one.kind == _STRANGER), None)
        yield self._file(NAME, configuration_text(survey.overlays, voted, stranger))

    def clients(self) -> Iterator[Proposal]:
        """What runs Mergegate where it is asked for, or where the repository looks like it."""
        wanted, top = self._wanted, top_of(self._root)
        if top != self._root:
            if wanted.github or wanted.pre_commit or wanted.gitlab:
                raise UsageError(f"workflow, hooks and job belong to the top of the work tree, {top}")
            self.remarks.append(f"workflow, hooks and job belong to the top of the work tree, {top}")
            return
        if _is_wanted(wanted.github, why := self._github()):
            yield self._workflow(why)
        if _is_wanted(wanted.pre_commit, why := self._pre_commit()):
            yield self._hooks(why)
        if _is_wanted(wanted.gitlab, why := self._gitlab()):
            yield self._job(why)

    # ---- what speaks for each --------------------------------------------------------------------

    def _github(self) -> str:
        return self._below(".github") or self._host("github")

    def _pre_commit(self) -> str:
        return self._below(clients.HOOKS) or ("git keeps this" if self._checkout.git else "")

    def _gitlab(self) -> str:
        return self._below(clients.JOBS) or self._host("gitlab")

    def _below(self, name: str) -> str:
        there = any(file == name or file.startswith(f"{name}/") for file in self._survey.tree.files)
        return f"{name} is there" if there else ""

    def _host(self, word: str) -> str:
        """A remote at a host that has the word for a part of its name."""
        hosts = (address.partition("/")[0] for address in map(normalise, self._checkout.remotes) if address)
        return next((f"a remote is at {host}" for host in hosts if word in re.split(r"[.:-]", host)), "")

    # ---- files -----------------------------------------------------------------------------------

    def _workflow(self, why: str) -> Proposal:
        for file in sorted(self._survey.tree.files):
            if file.startswith(".github/workflows/") and _USES.search(self._read(file)):
                return Proposal(file=file, text="", standing=Standing.THERE, why="it runs Mergegate")
        branch = self._wanted.branch or (main_branch(self._checkout.git) if self._checkout.git else None)
        if branch is None:
            branch = clients.MAIN
            self.remarks.append(
                f"which branch is the main one is not known: taken for {branch}; see --branch"
            )
        return self._file(clients.WORKFLOW, clients.workflow(branch), why)

    def _hooks(self, why: str) -> Proposal:
        found = self._file(clients.HOOKS, clients.hooks(), why)
        if found.standing is not Standing.THERE:
            return found
        return self._lines(clients.HOOKS, clients.hooks_entry(), "to its `repos`")

    def _job(self, why: str) -> Proposal:
        found = self._file(clients.JOBS, clients.job(), why)
        if found.standing is not Standing.THERE:
            return found
        return self._lines(clients.JOBS, clients.job(), "to its `include`")

    def _file(self, name: str, text: str, why: str = "") -> Proposal:
        found, reason = standing(self._root, name)
        return Proposal(file=name, text=text, standing=found, why=reason or why)

    def _lines(self, name: str, text: str, where: str) -> Proposal:
        if _NAMED in self._read(name):
            return Proposal(file=name, text="", standing=Standing.THERE, why="it names Mergegate")
        return Proposal(file=name, text=text, standing=Standing.ADD, why=where)

    def _read(self, file: str) -> bytes:
        return self._survey.tree.read(file) or b""


def _is_wanted(asked: bool | None, why: str) -> bool:
    return bool(why) if asked is None else asked
