"""Expands an ApplicationSet to the Applications that it generates, as far as the repository decides them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from validator.discover.appsets.generators import MOST_SETS, Generated, Generators
from validator.discover.appsets.parameters import Mode, ParameterSet, constant_parts, fill, flatten
from validator.discover.environment import KEYS, Hint
from validator.discover.reading import hint, items, mapping, text
from validator.discover.repository import Repository
from validator.discover.templates import yaml11
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown
from validator.model import FieldPath

_MOST_TEXT = 50_000_000  # characters of all Applications of one set
_ELEMENT_NAMES = ("name", "nameNormalized", "cluster", "clusterName")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One Application of a set, or a candidate for one. Values that are not known are Unknown."""

    name: str | Unknown
    body: Mapping[str, Any]
    template: FieldPath  # the template that it came from, within the ApplicationSet
    own: Mapping[str, Any]  # the generator's own template, whose fields are at `own_at`
    own_at: FieldPath
    patched: bool  # by templatePatch
    unpatched: Mapping[str, Any]
    hints: tuple[Hint, ...]
    candidate: bool
    assumed: tuple[str, ...]

    def field(self, path: FieldPath) -> FieldPath:
        """Where the ApplicationSet says what the Application has at `path`."""
        if self.patched and _at(self.body, path) != _at(self.unpatched, path):
            return ("spec", "templatePatch")
        return (*self.own_at, *path) if _at(self.own, path) else (*self.template, *path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The Applications, and why others are not known; each reason with the field that it is about."""

    applications: tuple[Application, ...] = ()
    problems: tuple[tuple[FieldPath, str], ...] = ()


def expand(body: Mapping[str, Any], repository: Repository, *, new_globs: bool = False) -> Expansion:
    """What the set generates. Where Argo CD reports an error it generates nothing, and so do we."""
    spec = mapping(body.get("spec"))
    mode = Mode(
        go=spec.get("goTemplate") is True,
        strict="missingkey=error" in items(spec.get("goTemplateOptions")),
    )
    generators = Generators(repository=repository, mode=mode, new_globs=new_globs)
    found: list[Application] = []
    problems: list[tuple[FieldPath, str]] = []
    for index, entry in enumerate(items(spec.get("generators"))):
        field: FieldPath = ("spec", "generators", index)
        try:
            for generated in generators.run(entry):
                found += _applications(spec, mode, generated, (*field, generated.kind, "template"))
        except UndecidedError as reason:
            problems.append((field, str(reason)))
        except RefusedError as error:
            return Expansion(problems=((field, f"Argo CD generates nothing: {error}"),))
        if len(found) > MOST_SETS:
            return Expansion(problems=((field, f"more than {MOST_SETS:,} Applications"),))
    kept, twice = _without_twins(found)
    problems += [
        (("spec", "template", "metadata", "name"), f"several Applications are named {n}") for n in twice
    ]
    return Expansion(applications=tuple(kept), problems=tuple(problems))


def _without_twins(found: list[Application]) -> tuple[list[Application], list[str]]:
    """Argo CD holds back every Application whose name another one of the set has, too."""
    names = Counter(a.name for a in found if isinstance(a.name, str) and not a.candidate)
    twice = sorted(name for name, count in names.items() if count > 1)
    return [a for a in found if a.candidate or a.name not in twice], twice


def _applications(
    spec: Mapping[str, Any], mode: Mode, generated: Generated, own_at: FieldPath
) -> Iterator[Application]:
    template = fill(generated.template, mapping(spec.get("template")))
    size = len(generated.sets) * (_size(template, 0) + len(text(spec.get("templatePatch"))))
    if size > _MOST_TEXT:
        raise UndecidedError(f"{len(generated.sets)} Applications of a template this long are not read")
    constant = constant_parts(template)
    refused: RefusedError | None = None
    count = 0
    for one in generated.sets:
        try:
            is_given = one.values or one.others
            rendered = mapping(mode.render_all(template, one, constant) if is_given else template)
            patched = _patch(spec.get("templatePatch"), mode, one, rendered)
        except RefusedError as error:
            if not one.candidate:  # a candidate may not exist
                raise
            refused = error
            continue
        name = mapping(patched.get("metadata")).get("name")
        count += 1
        yield Application(
            name=name if isinstance(name, Unknown) else text(name),
            body=patched,
            template=("spec", "template"),
            own=generated.template,
            own_at=own_at,
            patched=patched is not rendered,
            unpatched=rendered,
            hints=tuple(_hints(one)),
            candidate=one.candidate,
            assumed=one.assumed,
        )
    if refused is not None and not count:
        raise refused


def _size(tree: Any, depth: int) -> int:
    """The characters of a template; beyond 100 levels it is refused later."""
    if isinstance(tree, str):
        return len(tree)
    inner = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ()
    return 1 + sum(_size(item, depth + 1) for item in inner if depth < 100)


def _hints(one: ParameterSet) -> Iterator[Hint]:
    flat = flatten(one.values)
    for wanted in KEYS:
        for key in sorted(flat):
            if key.rpartition(".")[2].lower() == wanted:
                yield from hint(2, f"parameter {key}", flat[key])
    for key in _ELEMENT_NAMES:
        if key in flat:
            yield from hint(4, f"generator element {key}", flat[key])


# ---- templatePatch -----------------------------------------------------------------------------


def _patch(patch: Any, mode: Mode, one: ParameterSet, application: Mapping[str, Any]) -> Mapping[str, Any]:
    """The Application with the set's templatePatch; what a patch that is not known may set is Unknown."""
    if not isinstance(patch, str) or not patch.strip():
        return application
    try:
        change = yaml11.load_mapping(mode.render(patch, one, structured=True))
        merged = _merge(application, change, 0)
    except UndecidedError as reason:
        return _unknown_sources(patch, application, f"templatePatch: {reason}")
    project = mapping(application.get("spec")).get("project")
    return {**merged, "spec": {**mapping(merged.get("spec")), "project": project}}


def _merge(base: Any, change: Any, depth: int) -> dict[str, Any]:
    """A strategic merge of Applications: maps deep, null removes, lists as a whole."""
    if depth > 100:
        raise RefusedError("templatePatch is nested too deeply")
    merged = dict(mapping(base))
    for key, value in mapping(change).items():
        if key.startswith("$"):
            raise UndecidedError(f"{key} is not read")
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value, depth + 1) if isinstance(value, Mapping) else value
    return merged


def _unknown_sources(patch: str, application: Mapping[str, Any], reason: str) -> Mapping[str, Any]:
    if not any(word in patch for word in ("source", "path", "repoURL")):
        return application
    spec = dict(mapping(application.get("spec")))
    source = {**mapping(spec.get("source")), "path": Unknown(reason)}
    return {**application, "spec": {**spec, "source": source}}


def _at(body: Any, path: FieldPath) -> Any:
    for key in path:
        if isinstance(key, int):
            body = body[key] if isinstance(body, list) and key < len(body) else None
        else:
            body = mapping(body).get(key)
    return body
