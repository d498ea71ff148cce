"""The configuration, `.mergegate.yaml`, read strictly: what it does not know is an error with a line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from validator.errors import UsageError
from validator.globs.paths import is_glob
from validator.model import Rule, Severity
from validator.parameters import misfit
from validator.tree.source import Source, TooManyNodesError, parse, scalar, scalar_key, value

NAME = ".mergegate.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConfig:
    """What the user changed about a rule; None means as the rule says."""

    production: Severity | None = None
    elsewhere: Severity | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole configuration with its defaults. Globs are of paths relative to the repository's root."""

    include: tuple[str, ...] = ()  # overlays to check; empty means all
    exclude: tuple[str, ...] = ()
    environments: tuple[tuple[str, str], ...] = ()  # glob of a path, name; the first that matches wins
    default_environment: str = "production"  # of overlays that nothing marks
    repository: tuple[str, ...] = ()  # addresses under which Argo CD and Flux know this repository
    rules: Mapping[str, RuleConfig] = field(default_factory=dict)
    policies: tuple[Path, ...] = ()
    fail_on: Severity = Severity.ERROR
    source: Source | None = None  # the file, for errors that are found later
    globs: tuple[tuple[str, str, int], ...] = ()  # of overlays: field, glob, line


def load(root: Path, explicit: Path | None) -> Config:
    """The configuration of a repository: the explicit file, else the one in the root, else defaults.

    Raises UsageError.
    """
    path = explicit or root / NAME
    if explicit is None and not path.exists():
        return Config()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the configuration {path}: {error.strerror}") from error
    shown = path.name if explicit is None else str(path)
    return _Reader(parse(raw, shown), path.parent).config()


def check_rules(config: Config, catalogue: Mapping[str, Rule]) -> None:
    """Hold the configured rules against the catalogue; raises UsageError with the nearest right name."""
    if config.source is None:
        return
    reader = _Reader(config.source, Path())
    for name, node in reader.members("rules"):
        rule = catalogue.get(name)
        if rule is None:
            raise reader.error(
                reader.key("rules", name), f'there is no rule "{name}"{nearest(name, catalogue)}'
            )
        if name == "policy-failed":
            message = "policy-failed cannot be changed: an object that was not checked never passes"
            raise reader.error(reader.key("rules", name), message)
        for parameter, given in config.rules[name].parameters.items():
            if parameter not in rule.parameters:
                hint = nearest(parameter, rule.parameters)
                raise reader.error(node, f'rule {name} has no parameter "{parameter}"{hint}')
            wanted = misfit(rule.parameters[parameter], given)
            if wanted is not None:
                raise reader.error(node, f'parameter "{parameter}" of rule {name} must be {wanted}')


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint at the end of an error: the known name that looks most like this one."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


_KEYS = (
    "include",
    "exclude",
    "environments",
    "default-environment",
    "repository",
    "rules",
    "policies",
    "fail-on",
)


_PRODUCTION = ("production", "prod", "prd", "live")


class _Reader:
    """Reads one parsed file; every error names its file and line."""

    def __init__(self, source: Source, folder: Path) -> None:
        self._source = source
        self._folder = folder
        if source.problem is not None:
            line = source.problem.line or 1
            raise UsageError(f"{source.file}:{line}: not YAML: {source.problem.message}")
        written = [document for document in source.documents if document is not None]
        if len(written) > 1:
            raise self.error(written[1], "a second document, which nobody would read; write one")
        document = written[0] if written else None
        self._fields: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        if document is not None:
            self._fields = self._mapping(document, "the configuration", _KEYS)

    def config(self) -> Config:
        return Config(
            include=self._globs("include"),
            exclude=self._globs("exclude"),
            environments=self._environments(),
            default_environment=self._environment(
                self._fields["default-environment"][1], "`default-environment`"
            )
            if "default-environment" in self._fields
            else "production",
            repository=self._texts("repository"),
            rules={name: self._rule(name, node) for name, node in self.members("rules")},
            policies=tuple(self._folder / text for text in self._texts("policies")),
            fail_on=self._severity(self._fields["fail-on"][1], with_off=False)
            if "fail-on" in self._fields
            else Severity.ERROR,
            source=self._source,
            globs=tuple(self.globs()),
        )

    def members(self, name: str) -> list[tuple[str, yaml.Node]]:
        """Name and value of each member of a mapping field."""
        found = self._fields.get(name)
        if found is None:
            return []
        return [(key, pair[1]) for key, pair in self._mapping(found[1], f"`{name}`", None).items()]

    def key(self, field: str, name: str) -> yaml.Node:
        """The key of a member of a mapping field."""
        return self._mapping(self._fields[field][1], f"`{field}`", None)[name][0]

    def error(self, node: yaml.Node, message: str) -> UsageError:
        """An error at a node."""
        mark = node.start_mark
        return UsageError(f"{self._source.file}:{mark.line + 1}:{mark.column + 1}: {message}")

    # ---- shapes --------------------------------------------------------------------------------

    def _mapping(
        self, node: yaml.Node, what: str, known: tuple[str, ...] | None
    ) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be a mapping")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, child in node.value:
            name = scalar_key(key)
            if known is not None and name not in known:
                raise self.error(key, f'unknown key "{name}" in {what}{nearest(name, known)}')
            if name in found:
                raise self.error(key, f'"{name}" is there twice')
            found[name] = (key, child)
        return found

    def _string(self, node: yaml.Node, what: str) -> str:
        text = scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(text, str) or not text:
            raise self.error(node, f"{what} must be text")
        return text

    def _environment(self, node: yaml.Node, what: str) -> str:
        """The name of an environment; another word for production would mean the milder severities."""
        name = self._string(node, what)
        if name != "production" and name.lower() in _PRODUCTION:
            raise self.error(
                node, f'{what} is "{name}"; did you mean "production"? Only it is checked as such'
            )
        return name

    def globs(self) -> Iterator[tuple[str, str, int]]:
        """Each glob of an overlay's path with the field it stands in and its line."""
        for name in ("include", "exclude"):
            for glob, node in zip(
                self._texts(name), self._fields[name][1].value if name in self._fields else (), strict=True
            ):
                yield name, glob, int(node.start_mark.line) + 1
        for glob, _ in self.members("environments"):
            yield "environments", glob, int(self.key("environments", glob).start_mark.line) + 1

    def _texts(self, name: str) -> tuple[str, ...]:
        if name not in self._fields:
            return ()
        node = self._fields[name][1]
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"`{name}` must be a list of texts")
        return tuple(self._string(child, f"an entry of `{name}`") for child in node.value)

    def _globs(self, name: str) -> tuple[str, ...]:
        found = self._texts(name)
        for glob, node in zip(found, self._fields[name][1].value if found else (), strict=True):
            self._check_glob(glob, node)
        return found

    def _check_glob(self, glob: str, node: yaml.Node) -> None:
        if not is_glob(glob):
            raise self.error(node, f'"{glob}" is no glob')

    def _environments(self) -> tuple[tuple[str, str], ...]:
        found = []
        for glob, node in self.members("environments"):
            self._check_glob(glob, node)
            found.append((glob, self._environment(node, f'the environment of "{glob}"')))
        return tuple(found)

    def _severity(self, node: yaml.Node, *, with_off: bool) -> Severity:
        allowed = [s.value for s in Severity if with_off or s is not Severity.OFF]
        text = scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if text not in allowed:
            hint = nearest(str(text), allowed)
            raise self.error(node, f"a severity is one of {', '.join(allowed)}{hint}")
        return Severity(text)

    def _rule(self, name: str, node: yaml.Node) -> RuleConfig:
        if isinstance(node, yaml.ScalarNode):
            both = self._severity(node, with_off=True)
            return RuleConfig(production=both, elsewhere=both)
        what = f"rule {name}"
        members = self._mapping(node, what, ("severity", "parameters"))
        production = elsewhere = None
        if "severity" in members:
            production, elsewhere = self._severities(members["severity"][1], what)
        parameters = {}
        if "parameters" in members:
            entries = self._mapping(members["parameters"][1], f"the parameters of {what}", None)
            parameters = {key: self._value(pair[1]) for key, pair in entries.items()}
        return RuleConfig(production=production, elsewhere=elsewhere, parameters=parameters)

    def _value(self, node: yaml.Node) -> Any:
        try:
            return value(node)
        except TooManyNodesError as error:
            raise self.error(node, "expands to too many values (aliases within aliases)") from error

    def _severities(self, node: yaml.Node, what: str) -> tuple[Severity | None, Severity | None]:
        if isinstance(node, yaml.ScalarNode):
            both = self._severity(node, with_off=True)
            return both, both
        by_environment = self._mapping(node, f"the severity of {what}", ("production", "elsewhere"))
        found = {key: self._severity(pair[1], with_off=True) for key, pair in by_environment.items()}
        return found.get("production"), found.get("elsewhere")
