"""From builds to raw findings: each distinct resource once, overlays and the repository as a whole.

Every answer must name exactly the rules that were asked for; one that names fewer is an error, not a pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from validator.errors import ToolError
from validator.evaluate.catalogue import Catalogue
from validator.evaluate.conftest import Conftest, evaluate_plain
from validator.evaluate.engine import FROM_ENGINE, Answer, Engine, EvaluationError
from validator.evaluate.lots import Document, Failed, Lots, documents
from validator.evaluate.privacy import Privacy
from validator.evaluate.selection import wanted_paths
from validator.masking.values import secret_values, without_secrets
from validator.model import Build, FieldPath, RawFinding, Resource, Severity
from validator.own_rules import POLICY_FAILED

_Plain = list[Mapping[str, Any]] | Failed  # what plain policies say of a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Builds that are judged together, such as one side of a change, and the facts of their repository."""

    builds: Sequence[Build]
    facts: Mapping[str, Any]


class Evaluator:
    """Evaluates builds with the wanted rules of a catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        wanted: frozenset[str],
        engine: Engine,
        *,
        jobs: int,
        here: Callable[[], Conftest],
    ) -> None:
        """`here` gives the conftest for what does not leave this machine; it raises ToolError without one."""
        self._catalogue = catalogue
        self._engine = engine
        self._here = here
        self._jobs = jobs
        self._wanted = wanted
        self._paths = wanted_paths(catalogue, wanted)
        self._privacy = Privacy()

    def evaluate(self, groups: Sequence[Group]) -> Iterator[list[list[RawFinding]]]:
        """For each group the findings of the rules, lot by lot, as the engine answers.

        What could not be evaluated is a finding of `policy-failed`. A resource that several groups have is
        shown to the rules once. Lots come in a fixed order, and the engine goes on while one is looked at.
        """
        parts = [_distinct(group.builds) for group in groups]
        distinct = {digest: resource for part in parts for digest, resource in part.items()}
        if not self._engine.is_here:
            self._privacy = Privacy.of(distinct, [group.facts for group in groups])
        wanted = [*self._resource_documents(distinct), *self._whole_documents(groups)]
        sides = [
            _Side(number, group, part) for number, (group, part) in enumerate(zip(groups, parts, strict=True))
        ]
        for answers in Lots(self._ask, self._jobs, compiles=self._engine.is_here).run(wanted):
            yield [self._about(one, _heard(answers, one.number)) for one in sides]
        for said in self._plain(list(distinct.values())):
            yield [self._about(one, _heard_plain(said)) for one in sides]

    def _about(self, side: _Side, findings: Iterable[RawFinding]) -> list[RawFinding]:
        """Those of the findings that are about a group, and wanted."""
        found = [one for one in findings if one.resource is None or one.resource in side.distinct]
        strangers = sorted({one.rule for one in found} - self._catalogue.rules.keys())
        if strangers:
            raise ToolError(f"the policies report findings of rules that they do not have: {strangers[0]}")
        wanted = self._wanted | {POLICY_FAILED.id}
        builtin = self._catalogue.builtin
        return [
            one if one.rule in builtin else replace(one, message=without_secrets(one.message, side.secrets))
            for one in found
            if one.rule in wanted
        ]

    def _resource_documents(self, distinct: Mapping[str, Resource]) -> list[Document]:
        if not self._paths["resource"]:
            return []
        resources = list(distinct.values())
        return [
            one
            for part, is_private in self._privacy.parted(resources)
            for one in documents("resource", part, _resources, is_private=is_private)
        ]

    def _whole_documents(self, groups: Sequence[Group]) -> Iterator[Document]:
        for number, group in enumerate(groups):
            if self._paths["overlay"]:
                yield from (_overlay(builds, number, self._privacy) for builds in self._alike(group.builds))
            yield _facts(group.facts, number, is_private=self._privacy.keeps_facts(group.facts))

    def _alike(self, builds: Iterable[Build]) -> list[list[Build]]:
        """The builds with resources, those together that show rules the same under several paths.

        The built-in rules never look at an overlay's path; what the user's do is not known.
        """
        is_builtin = self._catalogue.is_builtin
        shown: dict[object, list[Build]] = {}
        for build in builds:
            if build.resources:
                digests = tuple(resource.digest for resource in build.resources)
                about = build.overlay
                key: object = (digests, about.environment, about.patches, about.deployers)
                is_told_apart = not is_builtin or any(
                    one.overlay.path == about.path for one in shown.get(key, ())
                )
                shown.setdefault(about.build_key if is_told_apart else key, []).append(build)
        return list(shown.values())

    def _ask(self, wanted: Sequence[Document]) -> list[Answer]:
        scopes = {document.scope for document in wanted}
        # Values of Secrets decide what rules say of them, so they are judged where they are: a stand-in would
        # have to know what each rule looks for.
        engine = self._here() if any(document.is_private for document in wanted) else self._engine
        answers = engine.evaluate([document.bytes() for document in wanted], scopes)
        for document, answer in zip(wanted, answers, strict=True):
            missing = set(self._paths[document.scope]) - answer.ran
            if missing:
                raise EvaluationError(f"{', '.join(sorted(missing))} did not run")
        return answers

    def _plain(self, distinct: Sequence[Resource]) -> Iterator[list[tuple[Document, _Plain]]]:
        """What the user's plain policies say of each resource."""
        plain = self._catalogue.plain
        if plain is None:
            return
        conftest = self._here()

        def ask(wanted: Sequence[Document]) -> list[list[Mapping[str, Any]]]:
            bodies = [document.bytes() for document in wanted]
            return evaluate_plain(conftest, plain.files, plain.namespaces, bodies)

        asked = documents("plain", distinct, lambda items: items[0].body if items else {}, size=1)
        yield from Lots(ask, self._jobs).run(asked)


@dataclass(frozen=True)
class _Side:
    """A group among others, and its resources by the digest of their text."""

    number: int
    group: Group
    distinct: Mapping[str, Resource]

    @cached_property
    def secrets(self) -> list[str]:
        """Values of its Secrets, which no message may hold."""
        generators = self.group.facts.get("secret_generators", ())
        return secret_values((resource.body for resource in self.distinct.values()), generators)


# ---- documents ---------------------------------------------------------------------------------


def _resources(items: Sequence[Resource]) -> Mapping[str, Any]:
    return {"mergegate": {"scope": "resource"}, "resources": [resource.body for resource in items]}


def _overlay(builds: Sequence[Build], group: int, privacy: Privacy) -> Document:
    """Overlays that are alike."""
    about = builds[0].overlay
    overlay = {
        "path": about.path,
        "environment": about.environment,
        "patches": list(about.patches),
        "deployers": [json.loads(deployer) for deployer in about.deployers],
    }
    is_private = privacy.keeps_overlay(builds[0])

    def body(items: Sequence[Resource]) -> Mapping[str, Any]:
        bodies = [resource.body if is_private else privacy.shown(resource) for resource in items]
        return {"mergegate": {"scope": "overlay", "overlay": overlay}, "resources": bodies}

    return Document(
        scope="overlay",
        items=builds[0].resources,
        body=body,
        about=tuple(build.overlay.path for build in builds),
        group=group,
        is_private=is_private,
    )


def _facts(facts: Mapping[str, Any], group: int, *, is_private: bool) -> Document:
    def body(_: Sequence[Any]) -> Mapping[str, Any]:
        return {"mergegate": {"scope": "repository"}, "repository": facts}

    return Document(scope="repository", items=(), body=body, group=group, is_private=is_private)


def _distinct(builds: Sequence[Build]) -> dict[str, Resource]:
    """The resources of some builds by the digest of their text."""
    return {resource.digest: resource for build in builds for resource in build.resources}


# ---- findings ----------------------------------------------------------------------------------


def _heard(answers: Iterable[tuple[Document, Answer | Failed]], number: int) -> Iterator[RawFinding]:
    """The findings of a lot, but for what is about another group than that of the number."""
    for document, answer in answers:
        if document.group in (None, number):
            yield from _findings(document, answer)


def _heard_plain(answers: Iterable[tuple[Document, _Plain]]) -> Iterator[RawFinding]:
    for document, answer in answers:
        yield from _plain_findings(document, answer)


def _findings(document: Document, answer: Answer | Failed) -> Iterable[RawFinding]:
    if isinstance(answer, Failed):
        if document.scope == "repository":
            raise ToolError(f"the rules on the repository cannot be evaluated: {answer.message}")
        items = document.items if document.scope == "resource" else ()
        digests: Iterable[str | None] = [item.digest for item in items] or [None]
        return [_failed(answer, digest, document.about) for digest in digests]
    return [_raw(finding, document) for finding in answer.findings]


def _raw(finding: Mapping[str, Any], document: Document) -> RawFinding:
    """A finding in our own form; raises ToolError if it is not, as it would be lost."""
    is_in_file = document.scope == "repository"
    try:
        severity = _severity(finding["severity"])
        file = finding.get("file") if is_in_file else None
        return RawFinding(
            rule=finding["rule"],
            message=str(finding.get("message", "the rule gives no message")),
            production=Severity(severity["production"]),
            elsewhere=Severity(severity["elsewhere"]),
            path=_path(finding.get("path")),
            subject=_path(finding["subject"]) if "subject" in finding else None,
            resource=None if is_in_file else document.items[_index(finding["at"])].digest,
            file=None if file is None else file.translate(FROM_ENGINE),
            document=finding.get("document", 0),
            failure=finding.get("failure"),
            overlays=tuple(name.translate(FROM_ENGINE) for name in finding.get("overlays", document.about)),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise ToolError(
            f"the rule {finding.get('rule')} reports something that is no finding: {what}; a finding is "
            '{"at": index in resources, "path": [...], "message": "..."}'
        ) from error


def _severity(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("its rule has no severity")
    return value


def _index(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"`at` is {value!r}, not an index")
    return value


def _path(value: Any) -> FieldPath:
    """A policy's path if it is one: names and indexes; anything else is no path."""
    parts = value if isinstance(value, list) else []
    if all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts):
        return tuple(parts)
    return ()


def _failed(failed: Failed, resource: str | None, overlays: tuple[str, ...]) -> RawFinding:
    return RawFinding(
        rule=POLICY_FAILED.id,
        message=f"A policy fails on this, so it is not checked: {failed.message}",
        production=Severity.ERROR,
        elsewhere=Severity.ERROR,
        path=(),
        resource=resource,
        overlays=overlays,
    )


def _plain_findings(document: Document, answer: _Plain) -> Iterable[RawFinding]:
    [resource] = document.items
    if isinstance(answer, Failed):
        return [_failed(answer, resource.digest, ())]
    outcomes = (("failures", Severity.ERROR), ("warnings", Severity.WARNING))
    return [
        _plain_finding(entry["namespace"], member, severity, resource.digest)
        for entry in answer
        for outcome, severity in outcomes
        for member in entry.get(outcome) or ()
    ]


def _plain_finding(namespace: str, member: Mapping[str, Any], severity: Severity, digest: str) -> RawFinding:
    metadata = member.get("metadata") or {}
    return RawFinding(
        rule=f"{namespace}.{str(metadata.get('query', 'deny')).rpartition('.')[2]}",
        message=str(member["msg"]),
        production=severity,
        elsewhere=severity,
        path=_path(metadata.get("path")),
        resource=digest,
    )
