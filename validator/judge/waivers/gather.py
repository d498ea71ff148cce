"""Every waiver of a repository: in comments, in annotations of what is rendered, in the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from validator.config import Config
from validator.judge.waivers.annotations import NAME
from validator.judge.waivers.clause import Clause, MalformedError, plain
from validator.judge.waivers.comments import Comment
from validator.judge.waivers.scope import Matching, OnLine, OnResource, Scope, Scoped
from validator.masking.text import mask_text
from validator.model import Location, Waiver, WaiverKind
from validator.places import Annotated


def gather(
    config: Config,
    files: Iterable[str],
    comments_of: Callable[[str], Sequence[Comment]],
    annotated: Iterable[Annotated],
) -> tuple[Scoped, ...]:
    """All of them, those too that waive nothing; comments of the files, in their order."""
    found = [_of_comment(comment) for file in sorted(set(files)) for comment in comments_of(file)]
    found += [one for annotation in annotated for one in _of_annotation(annotation)]
    found += [
        Scoped(waiver=one.waiver, scope=Matching(overlay=one.overlay, resource=one.resource))
        for one in config.waivers
    ]
    return tuple(found)


def _of_comment(comment: Comment) -> Scoped:
    problem = comment.problem
    if problem is None and comment.line is None:
        problem = "no line follows it that it could speak of"
    scope = OnLine(file=comment.location.file, line=comment.line, last=comment.last)
    return _scoped(WaiverKind.COMMENT, comment.clause, comment.location, scope, problem)


def _of_annotation(annotation: Annotated) -> Iterator[Scoped]:
    scope = OnResource(overlay=annotation.overlay, resource=annotation.resource)
    kind, location = WaiverKind.ANNOTATION, annotation.location
    if annotation.name != NAME:
        unknown = f'"{mask_text(annotation.name)}" is no annotation that the check knows; write {NAME}'
        yield _scoped(kind, None, location, scope, unknown)
        return
    if annotation.text is None:
        yield _scoped(kind, None, location, scope, "the annotation is no text")
        return
    lines = [line for line in annotation.text.splitlines() if line.strip()]
    for line in lines or [""]:
        clause, problem = _read(line)
        yield _scoped(kind, clause, location, scope, problem)


def _read(line: str) -> tuple[Clause | None, str | None]:
    try:
        return plain(line), None
    except MalformedError as error:
        return None, str(error)


def _scoped(
    kind: WaiverKind, clause: Clause | None, location: Location | None, scope: Scope, problem: str | None
) -> Scoped:
    waiver = Waiver(
        kind=kind,
        rules=clause.rules if clause else (),
        reason=clause.reason if clause else None,
        until=clause.until if clause else None,
        owner=clause.owner if clause else None,
        location=location,
    )
    return Scoped(waiver=waiver, scope=scope, problem=problem)
