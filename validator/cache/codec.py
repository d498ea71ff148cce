"""Surveys and verdicts as JSON, and back. What is not written here is not on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from validator.model import (
    Form,
    Location,
    NamedBy,
    Overlay,
    ResourceId,
    Role,
    Severity,
    Status,
    Step,
    Unresolved,
)
from validator.places import Annotated, Placed
from validator.survey import BuildKey, Reach, Record
from validator.verdict import Verdict

# ---- surveys -----------------------------------------------------------------------------------


def record_object(record: Record) -> Any:
    """A survey's record; files of overlays by their index in one list, as overlays share most."""
    files = sorted({file for reach in record.reach.values() for file in reach.files})
    at = {file: index for index, file in enumerate(files)}
    return {
        "files": files,
        "overlays": [
            [
                _overlay_object(one),
                [at[file] for file in reach.files],
                reach.problems,
                record.rendered.get(key),
            ]
            for one in record.overlays
            for key in (one.build_key,)
            for reach in (record.reach[key],)
        ],
        "unresolved": [[one.kind, one.name, one.file, one.line, one.reason] for one in record.unresolved],
        "urls": record.urls,
        "consulted": record.consulted,
        "looked_at": record.looked_at,
    }


def record_of(given: Any) -> Record:
    """The record that an object holds."""
    files: list[str] = given["files"]
    overlays, reach, rendered = [], {}, {}
    for about, indexes, problems, content in given["overlays"]:
        one = _overlay_of(about)
        key: BuildKey = one.build_key
        overlays.append(one)
        reach[key] = Reach(files=tuple(files[index] for index in indexes), problems=problems)
        if content is not None:
            rendered[key] = content
    return Record(
        overlays=tuple(overlays),
        unresolved=tuple(
            Unresolved(kind=kind, name=name, file=file, line=line, reason=reason)
            for kind, name, file, line, reason in given["unresolved"]
        ),
        urls=tuple(given["urls"]),
        reach=reach,
        rendered=rendered,
        consulted=given["consulted"],
        looked_at=given["looked_at"],
    )


def _overlay_object(one: Overlay) -> list[Any]:
    named_by = [[by.kind, by.name, by.file, by.line] for by in one.named_by]
    texts = [one.left_out, one.assumed, one.patches, one.deployers, one.include]
    about = [one.path, one.form.value, one.environment, one.environment_from]
    return [*about, one.leaf, one.loose, named_by, *texts]


def _overlay_of(given: Sequence[Any]) -> Overlay:
    path, form, environment, environment_from, leaf, loose, named_by, *texts = given
    left_out, assumed, patches, deployers, include = map(tuple, texts)
    return Overlay(
        path=path,
        form=Form(form),
        environment=environment,
        environment_from=environment_from,
        leaf=leaf,
        loose=loose,
        named_by=tuple(NamedBy(kind=k, name=n, file=f, line=at) for k, n, f, at in named_by),
        left_out=left_out,
        assumed=assumed,
        patches=patches,
        deployers=deployers,
        include=include,
    )


# ---- verdicts ----------------------------------------------------------------------------------


def verdict_object(one: Verdict) -> Any:
    """A verdict; of its overlay what tells it apart, and what the build added."""
    overlay = one.overlay
    return [
        [overlay.path, overlay.form.value, overlay.include, overlay.left_out],
        one.status.value,
        one.resources,
        [_placed_object(placed) for placed in one.placed],
        one.commented,
        [_annotated_object(noted) for noted in one.annotated],
    ]


def verdict_of(given: Sequence[Any]) -> Verdict:
    """The verdict that an object holds."""
    (path, form, include, left_out), status, resources, placed, commented, annotated = given
    return Verdict(
        overlay=Overlay(
            path=path,
            form=Form(form),
            environment="",
            environment_from="",
            leaf=False,
            include=tuple(include),
            left_out=tuple(left_out),
        ),
        status=Status(status),
        resources=tuple((group, kind, namespace, name) for group, kind, namespace, name in resources),
        placed=tuple(map(_placed_of, placed)),
        is_lasting=True,
        commented=tuple(commented),
        annotated=tuple(map(_annotated_of, annotated)),
    )


def _annotated_object(one: Annotated) -> list[Any]:
    resource, at = _resource_object(one.resource), _location_object(one.location)
    return [one.overlay, resource, one.name, one.text, at]


def _annotated_of(given: Sequence[Any]) -> Annotated:
    overlay, resource, name, text, at = given
    return Annotated(
        overlay=overlay,
        resource=_resource_of(resource),
        name=name,
        text=text,
        location=at and _location_of(at),
    )


def _resource_object(one: ResourceId) -> list[Any]:
    return [one.api_version, one.kind, one.namespace, one.name]


def _resource_of(given: Sequence[Any]) -> ResourceId:
    return ResourceId(api_version=given[0], kind=given[1], namespace=given[2], name=given[3])


def _location_object(at: Location | None) -> Any:
    return at and [at.file, at.line, at.column, at.end_line, at.end_column]


def _location_of(at: Sequence[Any]) -> Location:
    return Location(file=at[0], line=at[1], column=at[2], end_line=at[3], end_column=at[4])


def _placed_object(one: Placed) -> list[Any]:
    resource = one.resource
    return [
        [
            one.rule,
            one.message,
            one.severity.value,
            one.overlay,
            one.digest,
            one.missing,
            one.file,
            one.failure,
        ],
        resource and _resource_object(resource),
        one.path,
        one.keyed,
        _location_object(one.location),
        [[step.file, step.line, step.role.value] for step in one.chain],
    ]


def _placed_of(given: Sequence[Any]) -> Placed:
    (rule, message, severity, overlay, digest, missing, file, failure), resource, path, keyed, at, chain = (
        given
    )
    return Placed(
        rule=rule,
        message=message,
        severity=Severity(severity),
        overlay=overlay,
        resource=resource and _resource_of(resource),
        digest=digest,
        path=tuple(path),
        keyed=tuple(keyed),
        missing=missing,
        location=at and _location_of(at),
        chain=tuple(Step(file=f, line=line, role=Role(role)) for f, line, role in chain),
        file=file,
        failure=failure,
    )
