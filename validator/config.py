"""The configuration, `.mergegate.yaml`, read strictly: what it does not know is an error with a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml

from validator.config_shapes import Members, Shapes, nearest
from validator.config_waivers import WaiverConfig, waivers
from validator.errors import UsageError
from validator.model import Rule, Severity
from validator.options import CONFIGURATION
from validator.parameters import misfit
from validator.server import NAMES, URL
from validator.tree.source import Source, TooManyNodesError, parse, scalar, value

NAME = CONFIGURATION
WAIVER_DAYS = 365
T = TypeVar("T")


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
    baseline: Path | None = None
    engine: str | None = None  # its name; where a server is, only who runs the check says
    waivers: tuple[WaiverConfig, ...] = ()
    waiver_max_days: int = WAIVER_DAYS  # that a waiver may last from today
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
    return _Reader(parse(raw, shown), path.parent, _within(root, path)).config()


def _within(root: Path, path: Path) -> str | None:
    """The path of a file from the root, None if it is elsewhere."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
    return None if relative == ".." or relative.startswith("../") else relative


def check_rules(config: Config, catalogue: Mapping[str, Rule]) -> None:
    """Hold the configured rules against the catalogue; raises UsageError with the nearest right name."""
    if config.source is None:
        return
    reader = _Reader(config.source, Path(), None)
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


_KEYS = (
    "include",
    "exclude",
    "environments",
    "default-environment",
    "repository",
    "rules",
    "policies",
    "fail-on",
    "baseline",
    "engine",
    "waivers",
    "waiver-max-days",
)
_PRODUCTION = ("production", "prod", "prd", "live")


class _Reader(Shapes):
    """Reads one parsed file; every error names its file and line."""

    def __init__(self, source: Source, folder: Path, file: str | None) -> None:
        """`file` is its path in the repository, None if it is elsewhere."""
        super().__init__(source)
        self._folder = folder
        self._file = file
        if source.problem is not None:
            line = source.problem.line or 1
            raise UsageError(f"{source.file}:{line}: not YAML: {source.problem.message}")
        written = [document for document in source.documents if document is not None]
        if len(written) > 1:
            raise self.error(written[1], "a second document, which nobody would read; write one")
        document = written[0] if written else None
        self._fields: Members = {}
        if document is not None:
            self._fields = self.mapping(document, "the configuration", _KEYS)

    def config(self) -> Config:
        return Config(
            include=self._globs("include"),
            exclude=self._globs("exclude"),
            environments=self._environments(),
            default_environment=self._field(
                "default-environment",
                lambda node: self._environment(node, "`default-environment`"),
                "production",
            ),
            repository=self._texts("repository"),
            rules={name: self._rule(name, node) for name, node in self.members("rules")},
            policies=tuple(self._folder / text for text in self._texts("policies")),
            fail_on=self._field("fail-on", lambda node: self._severity(node, with_off=False), Severity.ERROR),
            baseline=self._field("baseline", self._baseline, None),
            engine=self._field("engine", self._engine, None),
            waivers=self._field("waivers", lambda node: tuple(waivers(self, node, self._file)), ()),
            waiver_max_days=self._field(
                "waiver-max-days", lambda node: self.positive(node, "`waiver-max-days`"), WAIVER_DAYS
            ),
            source=self._source,
            globs=tuple(self.globs()),
        )

    def _field(self, name: str, read: Callable[[yaml.Node], T], default: T) -> T:
        return read(self._fields[name][1]) if name in self._fields else default

    def _baseline(self, node: yaml.Node) -> Path | None:
        return self._folder / self.string(node, "`baseline`")

    def _engine(self, node: yaml.Node) -> str:
        """A change to the configuration must not send what it renders elsewhere: it names no server."""
        text = scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if text not in NAMES:
            raise self.error(
                node,
                f"`engine` is {' or '.join(NAMES)}; the address of an OPA server comes from the command line "
                f"or the environment (--opa-url, {URL}), never from the repository under check",
            )
        return str(text)

    def members(self, name: str) -> list[tuple[str, yaml.Node]]:
        """Name and value of each member of a mapping field."""
        found = self._fields.get(name)
        if found is None:
            return []
        return [(key, pair[1]) for key, pair in self.mapping(found[1], f"`{name}`", None).items()]

    def key(self, field: str, name: str) -> yaml.Node:
        """The key of a member of a mapping field."""
        return self.mapping(self._fields[field][1], f"`{field}`", None)[name][0]

    # ---- shapes --------------------------------------------------------------------------------

    def _environment(self, node: yaml.Node, what: str) -> str:
        """The name of an environment; another word for production would mean the milder severities."""
        name = self.string(node, what)
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
        return tuple(self.string(child, f"an entry of `{name}`") for child in node.value)

    def _globs(self, name: str) -> tuple[str, ...]:
        found = self._texts(name)
        for glob, node in zip(found, self._fields[name][1].value if found else (), strict=True):
            self.check_glob(glob, node)
        return found

    def _environments(self) -> tuple[tuple[str, str], ...]:
        found = []
        for glob, node in self.members("environments"):
            self.check_glob(glob, node)
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
        members = self.mapping(node, what, ("severity", "parameters"))
        production = elsewhere = None
        if "severity" in members:
            production, elsewhere = self._severities(members["severity"][1], what)
        parameters = {}
        if "parameters" in members:
            entries = self.mapping(members["parameters"][1], f"the parameters of {what}", None)
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
        by_environment = self.mapping(node, f"the severity of {what}", ("production", "elsewhere"))
        found = {key: self._severity(pair[1], with_off=True) for key, pair in by_environment.items()}
        return found.get("production"), found.get("elsewhere")
